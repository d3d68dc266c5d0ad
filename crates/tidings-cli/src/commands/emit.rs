use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use serde_json::{Map, Value, json};
use tidings::{Definition, OffsetDateTime, PropertyType, Receipt, Sender};
use tidings_catalog::render::escape_json;
use tidings_store::{Store, StoreSender};

use crate::database::WrittenDatabase;
use crate::{catalog_file, definitions, filters};

#[derive(Debug, Args)]
pub struct Options {
    /// `-` is standard input
    catalog: PathBuf,
    /// The event's name
    event: String,
    /// The properties, each as name=value
    #[arg(value_name = "KEY=VALUE", value_parser = pair)]
    values: Vec<(String, String)>,
    #[command(flatten)]
    database: WrittenDatabase,
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
    let store_options = options.database.options()?;
    let Some(catalog) = catalog_file::without_errors(&options.catalog)? else {
        return Ok(ExitCode::FAILURE);
    };
    let definitions = definitions::of(&catalog);
    let Some(definition) = definitions
        .iter()
        .find(|definition| definition.name == options.event)
    else {
        let help = names_help(&options.event, &definitions);
        bail!("the catalog has no event `{}`; {help}", options.event);
    };
    let values = values(definition, &options.values)?;
    let record = match options.at {
        Some(time) => definition.record_at(&values, time),
        None => definition.record(&values),
    };
    let record = record.map_err(|invalid| {
        let lines = invalid
            .properties
            .iter()
            .map(|property| format!("\n  {property}"));
        anyhow!("event `{}`:{}", invalid.event, lines.collect::<String>())
    })?;
    let message = record.message.clone();

    let definitions: Vec<_> = definitions.iter().collect();
    let store = Store::open_with(options.database.url(), &definitions, store_options).await?;
    let sender = StoreSender::new(store, tidings_store::Options::default());
    let receipt = sender.send(record).await;
    sender.shutdown().await?;
    let answer = match receipt? {
        Receipt::Stored { id } => json!({"id": id, "message": message}),
        Receipt::RateLimited { window } => {
            anstream::eprintln!(
                "not stored: the same event was, for the same subjects, within {window:?}"
            );
            json!({"rate_limited": {"window": window.as_secs_f64()}, "message": message})
        }
        receipt => bail!("the store answered {receipt:?}"),
    };
    writeln!(stdout().lock(), "{}", escape_json(answer.to_string()))?;
    Ok(ExitCode::SUCCESS)
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
