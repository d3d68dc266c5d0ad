use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use serde_json::{Map, Value, json};
use tidings::{Definition, OffsetDateTime, PropertyType, Receipt, Sender};
use tidings_store::{Store, StoreSender};

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
    /// Where to store it: sqlite:PATH, which is created where needed
    #[arg(long, value_name = "URL")]
    db: String,
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
    let Some(catalog) = catalog_file::without_errors(&options.catalog)? else {
        return Ok(ExitCode::FAILURE);
    };
    let definitions = definitions::of(&catalog);
    let Some(definition) = definitions
        .iter()
        .find(|definition| definition.name == options.event)
    else {
        bail!(
            "the catalog has no event `{}`; it has: {}",
            options.event,
            names(&definitions)
        );
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

    let store = Store::open(&options.db, &definitions.iter().collect::<Vec<_>>()).await?;
    let sender = StoreSender::new(store, tidings_store::Options::default());
    let receipt = sender.send(record).await;
    sender.shutdown().await?;
    match receipt? {
        Receipt::Stored { id } => println!("{}", json!({"id": id, "message": message})),
        Receipt::RateLimited { window } => {
            println!(
                "{}",
                json!({"rate_limited": {"window": window.as_secs_f64()}, "message": message})
            );
            anstream::eprintln!(
                "not stored: the same event was, for the same subjects, within {window:?}"
            );
        }
        receipt => bail!("the store answered {receipt:?}"),
    }
    Ok(ExitCode::SUCCESS)
}

fn names(definitions: &[Definition]) -> String {
    definitions
        .iter()
        .map(|definition| &*definition.name)
        .collect::<Vec<_>>()
        .join(", ")
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
