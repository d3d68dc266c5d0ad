use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::slice;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use serde_json::{Map, Value, json};
use tidings::{Definition, OffsetDateTime, PropertyType, Receipt, Record, Sender};
use tidings_catalog::render::escape_json;
use tidings_store::{Store, StoreOptions, StoreSender};

use crate::client::{Client, Emitted};
use crate::database::WrittenDatabase;
use crate::source::{Source, StoreOrServer};
use crate::{catalog_file, filters};

#[derive(Debug, Args)]
pub struct Options {
    /// A file, or a folder of files; `-` is standard input
    catalog: PathBuf,
    /// The event's name
    event: String,
    /// The properties, each as name=value
    #[arg(value_name = "KEY=VALUE", value_parser = pair)]
    values: Vec<(String, String)>,
    #[command(flatten)]
    destination: StoreOrServer,
    /// Use a PostgreSQL that runs with fsync = off: a crash of its machine can lose what was stored
    #[arg(long, conflicts_with = "server")]
    accept_fsync_off: bool,
    /// When it happened (RFC 3339); by default now
    #[arg(long, value_name = "TIME", value_parser = filters::time)]
    at: Option<OffsetDateTime>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text
        .split_once('=')
        .ok_or("a property is as host_name=worker-3")?;
    Ok((key.to_owned(), value.to_owned()))
}

pub async fn run(options: &Options) -> Result<ExitCode> {
    let destination = Destination::of(options)?;
    let Some(catalog) = catalog_file::without_errors(slice::from_ref(&options.catalog))? else {
        return Ok(ExitCode::FAILURE);
    };
    let definitions = tidings_server::definitions(&catalog);
    let Some(definition) = definitions
        .iter()
        .find(|definition| definition.name == options.event)
    else {
        let help = names_help(&options.event, &definitions);
        bail!("the catalog has no event `{}`; {help}", options.event);
    };
    let values = values(definition, &options.values)?;
    let record = record(definition, &values, options.at)?;
    let answer = match destination {
        Destination::Store(url, store_options) => {
            let definitions: Vec<_> = definitions.iter().collect();
            let store = Store::open_with(&url, &definitions, store_options).await?;
            send_to_store(store, record).await?
        }
        Destination::Server(client) => send_to_server(&client, &record, &values, options.at)?,
    };
    writeln!(stdout().lock(), "{}", escape_json(answer.to_string()))?;
    Ok(ExitCode::SUCCESS)
}

enum Destination {
    Store(String, StoreOptions),
    Server(Client),
}

impl Destination {
    fn of(options: &Options) -> Result<Self> {
        Ok(match options.destination.source()? {
            Source::Store(database) => {
                let database = WrittenDatabase::new(database, options.accept_fsync_off);
                Self::Store(database.url().to_owned(), database.options()?)
            }
            Source::Server(client) => Self::Server(client),
        })
    }
}

fn record(
    definition: &Definition,
    values: &Map<String, Value>,
    at: Option<OffsetDateTime>,
) -> Result<Record> {
    let record = match at {
        Some(time) => definition.record_at(values, time),
        None => definition.record(values),
    };
    record.map_err(|invalid| {
        let lines = invalid
            .properties
            .iter()
            .map(|property| format!("\n  {property}"));
        anyhow!("event `{}`:{}", invalid.event, lines.collect::<String>())
    })
}

async fn send_to_store(store: Store, record: Record) -> Result<Value> {
    let message = record.message.clone();
    let sender = StoreSender::new(store, tidings_store::Options::default());
    let receipt = sender.send(record).await;
    sender.shutdown().await?;
    match receipt? {
        Receipt::Stored { id } => Ok(json!({"id": id, "message": message})),
        Receipt::RateLimited { window } => Ok(rate_limited(window, &message)),
        receipt => bail!("the store answered {receipt:?}"),
    }
}

/// The server makes the record, by its own catalog.
fn send_to_server(
    client: &Client,
    record: &Record,
    values: &Map<String, Value>,
    at: Option<OffsetDateTime>,
) -> Result<Value> {
    Ok(match client.emit(&record.name, record.id, values, at)? {
        Emitted::Stored(answer) => answer,
        Emitted::RateLimited(window) => rate_limited(window, &record.message),
    })
}

fn rate_limited(window: Duration, message: &str) -> Value {
    anstream::eprintln!("not stored: the same event was, for the same subjects, within {window:?}");
    json!({"rate_limited": {"window": window.as_secs_f64()}, "message": message})
}

/// More names than this are not told.
const TOLD_NAMES: usize = 20;

/// The name that was probably meant, at most one mistake in three characters away; else the names there are.
fn names_help(event: &str, definitions: &[Definition]) -> String {
    let names = definitions.iter().map(|definition| &*definition.name);
    let furthest = event.len().max(3) / 3;
    let nearest = names
        .clone()
        .filter(|name| name.len().abs_diff(event.len()) <= furthest)
        .map(|name| (strsim::osa_distance(event, name), name))
        .filter(|(distance, _)| *distance <= furthest)
        .min_by_key(|(distance, _)| *distance);
    match nearest {
        Some((_, name)) => format!("did you mean `{name}`?"),
        None if definitions.is_empty() => "it has no events".to_owned(),
        None if definitions.len() <= TOLD_NAMES => {
            format!("it has: {}", names.collect::<Vec<_>>().join(", "))
        }
        None => format!(
            "none of its {} events has a name like it",
            definitions.len()
        ),
    }
}

fn values(definition: &Definition, pairs: &[(String, String)]) -> Result<Map<String, Value>> {
    let mut values = Map::new();
    for (name, text) in pairs {
        let property_type = definition
            .property(name)
            .map(|property| property.property_type);
        if values
            .insert(name.clone(), typed(property_type, text))
            .is_some()
        {
            bail!("property `{name}` is given twice");
        }
    }
    Ok(values)
}

/// The text as JSON of the property's type; where it is none, as it is, for the definition to refuse.
fn typed(property_type: Option<PropertyType>, text: &str) -> Value {
    let typed = match property_type {
        Some(PropertyType::Integer | PropertyType::Int64) => {
            text.parse::<i64>().ok().map(Value::from)
        }
        Some(PropertyType::Bool) => text.parse::<bool>().ok().map(Value::from),
        Some(PropertyType::Float64) => text
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(Value::from),
        _ => None,
    };
    typed.unwrap_or_else(|| text.into())
}
