//! Which records to show: the filters of the HTTP service's list route, as flags.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use anyhow::{Result, bail};
use clap::Args;
use tidings::{Category, Id, OffsetDateTime, Severity, Uuid, timestamp};
use tidings_store::Filter;
use time::error::{Parse, ParseFromDescription};

#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub struct Filters {
    /// Of this cluster
    #[arg(long, value_name = "UUID")]
    cluster_id: Option<Uuid>,
    /// Of this infra env
    #[arg(long, value_name = "UUID")]
    infra_env_id: Option<Uuid>,
    /// Of any of these hosts; may be repeated
    #[arg(long, value_name = "UUID", value_delimiter = ',')]
    host_id: Vec<Uuid>,
    /// Events without a host; with `--host-id` or `--deleted-hosts`, too
    #[arg(long)]
    cluster_level: bool,
    /// Events of hosts that are marked deleted, too
    #[arg(long)]
    deleted_hosts: bool,
    /// Of a subject that the catalog declares; `--order-id ID` is short for `--subject order_id=ID`
    #[arg(long, value_name = "NAME_id=ID", value_parser = subject)]
    subject: Vec<(String, String)>,
    /// info, warning, error or critical; may be repeated
    #[arg(long, value_delimiter = ',')]
    severity: Vec<Severity>,
    /// user (default) or metrics; may be repeated
    #[arg(long, value_delimiter = ',')]
    category: Vec<Category>,
    /// With this text in the message, in any case
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// Events of this name; may be repeated
    #[arg(long, value_delimiter = ',')]
    name: Vec<String>,
    /// Events of this type; may be repeated
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    event_type: Vec<String>,
    /// Of this request
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,
    /// That happened at this time or later (RFC 3339)
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<OffsetDateTime>,
    /// That happened before this time (RFC 3339)
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<OffsetDateTime>,
}

pub fn time(text: &str) -> Result<OffsetDateTime, String> {
    timestamp::parse(text).map_err(|error| {
        if is_of_other_years(text, error) {
            "a time is of the years 0 to 9999, in UTC".to_owned()
        } else {
            "a time is as 2026-11-01T12:00:00Z".to_owned()
        }
    })
}

/// Whether the text begins with a year that RFC 3339 cannot write, or is in one in UTC.
fn is_of_other_years(text: &str, error: Parse) -> bool {
    let unsigned = text.strip_prefix(['+', '-']);
    let Some((year, _)) = unsigned.unwrap_or(text).split_once('-') else {
        return false;
    };
    let is_number = !year.is_empty() && year.bytes().all(|byte| byte.is_ascii_digit());
    let in_utc = ParseFromDescription::InvalidComponent("year");
    let is_other = unsigned.is_some() || year.len() > 4 || error == in_utc.into();
    is_number && is_other
}

fn subject(text: &str) -> Result<(String, String), String> {
    let pair = text
        .split_once('=')
        .filter(|(name, _)| name.ends_with("_id"));
    let (name, id) = pair.ok_or("a subject is as order_id=A-17")?;
    if id.is_empty() {
        return Err(format!("`{name}` needs a value, as {name}=A-17"));
    }
    Ok((name.to_owned(), id.to_owned()))
}

const KNOWN_IDS: [&str; 4] = [
    "--cluster-id",
    "--infra-env-id",
    "--host-id",
    "--request-id",
];

/// The arguments with `--order-id ID` of declared subjects, which are flags only a catalog knows, as
/// `--subject order_id=ID`.
pub fn with_subject_flags(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut known = Vec::new();
    let mut arguments = arguments.peekable();
    while let Some(argument) = arguments.next() {
        let Some(flag) = argument.to_str().and_then(declared_id) else {
            known.push(argument);
            continue;
        };
        let (name, id) = flag;
        let given = || arguments.next_if(|next| is_value(next))?.into_string().ok();
        let id = id.or_else(given);
        known.push("--subject".into());
        known.push(format!("{name}={}", id.unwrap_or_default()).into());
    }
    known
}

/// Whether an argument is no flag: `-7` may be a subject's id.
fn is_value(argument: &OsStr) -> bool {
    let is_number = argument
        .to_str()
        .is_some_and(|text| text.parse::<i64>().is_ok());
    is_number || !argument.as_encoded_bytes().starts_with(b"-")
}

/// `--order-id` as `order_id`, and the value after `=`.
fn declared_id(argument: &str) -> Option<(String, Option<String>)> {
    let (flag, value) = match argument.split_once('=') {
        Some((flag, value)) => (flag, Some(value.to_owned())),
        None => (argument, None),
    };
    let name = flag
        .strip_prefix("--")
        .filter(|name| name.ends_with("-id"))?;
    (!KNOWN_IDS.contains(&flag)).then(|| (name.replace('-', "_"), value))
}

impl Filters {
    /// The filter of a query.
    ///
    /// # Errors
    /// A subject that is given twice.
    pub fn filter(&self) -> Result<Filter> {
        let defaults = Filter::default();
        let categories = if self.category.is_empty() {
            defaults.categories.clone()
        } else {
            Some(self.category.clone())
        };
        Ok(Filter {
            subjects: self.subjects()?,
            host_ids: self.host_id.clone(),
            cluster_level: self.cluster_level,
            deleted_hosts: self.deleted_hosts,
            severities: self.severity.clone(),
            categories,
            message: self.message.clone().unwrap_or_default(),
            names: self.name.clone(),
            event_types: self.event_type.clone(),
            request_id: self.request_id.clone(),
            since: self.since,
            until: self.until,
            ..Filter::default()
        })
    }

    fn subjects(&self) -> Result<BTreeMap<String, Id>> {
        let built_in = [
            ("cluster_id", self.cluster_id),
            ("infra_env_id", self.infra_env_id),
        ];
        let built_in = built_in
            .into_iter()
            .filter_map(|(name, id)| Some((name.to_owned(), Id::Uuid(id?))));
        let declared = self
            .subject
            .iter()
            .map(|(name, id)| (name.clone(), Id::from(id.as_str())));
        let mut subjects = BTreeMap::new();
        for (name, id) in built_in.chain(declared) {
            if subjects.insert(name.clone(), id).is_some() {
                bail!("subject `{name}` is given twice");
            }
        }
        Ok(subjects)
    }
}
