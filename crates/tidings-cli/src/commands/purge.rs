use std::io::{Write, stdout};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use tidings::Id;
use tidings_store::{Purge, Store};

use crate::database::WrittenDatabase;
use crate::duration;

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    database: WrittenDatabase,
    /// What was stored longer ago than this, as 30d, 12h or 1h30m; 0s is everything
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    older_than: Duration,
    /// Only of this subject, as cluster:UUID; may be repeated, and then all must match
    #[arg(long, value_name = "KIND:ID", value_parser = subject)]
    subject: Vec<(String, String)>,
    /// Only what is about a subject that is marked deleted, of a host under the event's own infra-env
    #[arg(long)]
    deleted_subjects: bool,
}

/// The property's name and the id, of a subject's kind and the id.
fn subject(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((kind, id)) if !kind.is_empty() && !id.is_empty() => {
            Ok((format!("{kind}_id"), id.to_owned()))
        }
        _ => Err("a subject is its kind and its id, as order:A-17".to_owned()),
    }
}

pub async fn run(options: &Options) -> Result<ExitCode> {
    let mut purge = Purge {
        deleted_subjects: options.deleted_subjects,
        ..Purge::older_than(options.older_than)
    };
    for (name, id) in &options.subject {
        if purge.subjects.contains_key(name) {
            bail!("subject `{name}` is given twice");
        }
        purge = purge.subject(name, Id::from(id.as_str()));
    }
    let (url, store_options) = (options.database.url(), options.database.options()?);
    let store = Store::connect_with(url, store_options).await?;
    let purged = store.purge(&purge).await?;
    let (records, partitions) = (purged.records, purged.partitions);
    writeln!(
        stdout().lock(),
        r#"{{"records":{records},"partitions":{partitions}}}"#
    )?;
    Ok(ExitCode::SUCCESS)
}
