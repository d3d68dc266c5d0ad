use std::io::{Write, stdout};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use tidings_catalog::render::{escape_json, escape_terminal};
use tidings_store::{Cursor, Store, StoredRecord};

use crate::database::DatabaseOptions;
use crate::filters::Filters;
use crate::{reader, records};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Begin after this cursor, or at `start`; by default with what is stored from now on
    #[arg(long, value_name = "CURSOR")]
    after: Option<Cursor>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A line per record, for people
    #[default]
    Table,
    /// A line of JSON per record, with its cursor
    Json,
}

/// Until it is interrupted, or nobody reads any more.
pub async fn run(options: &Options) -> Result<ExitCode> {
    let store = Store::connect_with(&options.database.url, options.database.reading()?).await?;
    let after = match options.after {
        Some(cursor) => cursor,
        None => store.end().await?,
    };
    let mut records = store.follow_filtered(after, options.filters.filter()?);
    let interrupted = tokio::signal::ctrl_c();
    let reader_left = reader::left();
    tokio::pin!(interrupted, reader_left);
    loop {
        tokio::select! {
            stored = records.next() => match stored {
                Some(stored) => write(&stored?, options.format)?,
                None => return Ok(ExitCode::SUCCESS),
            },
            signal = &mut interrupted => {
                signal.context("cannot wait for an interrupt")?;
                return Ok(ExitCode::SUCCESS);
            }
            left = &mut reader_left => {
                left?;
                return Ok(ExitCode::SUCCESS);
            }
        }
    }
}

fn write(stored: &StoredRecord, format: Format) -> Result<()> {
    let line = match format {
        Format::Table => records::cells(stored)
            .map(|cell| escape_terminal(&cell).into_owned())
            .join("  "),
        Format::Json => {
            let mut json = records::json(stored)?;
            json["cursor"] = stored.cursor.map(|cursor| cursor.to_string()).into();
            escape_json(json.to_string())
        }
    };
    let mut out = stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}
