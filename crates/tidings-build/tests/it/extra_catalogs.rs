//! Whole catalogs: a program, generated here, sends one event of each definition into SQLite and lists them; the messages
//! are compared with what is rendered here from the catalog alone.

use std::fs;
use std::path::Path;

use tidings_catalog::names::rust as names;
use tidings_catalog::template::{Piece, pieces};
use tidings_catalog::{Catalog, EventDefinition, Property, PropertyType, Sources, check};

use crate::extra_paths;
use crate::package::Package;

/// A golden case, and the catalogs of `TIDINGS_EXTRA_CATALOGS`.
#[test]
fn one_event_of_each_definition_is_stored_and_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut catalogs = vec![root.join("fixtures/every-type/1-events.yaml")];
    catalogs.extend(extra_paths::of(&root));
    for catalog in catalogs {
        check_catalog(&catalog);
    }
}

fn check_catalog(path: &Path) {
    let yaml = fs::read_to_string(path).unwrap();
    let catalog = check(&Sources::single("events.yaml", yaml.as_str())).catalog;
    let catalog = catalog.unwrap_or_else(|| panic!("{} has errors", path.display()));
    let package = Package::with_store("whole-catalog");
    package.write("build.rs", crate::BUILD);
    package.write("events.yaml", &yaml);
    package.write("src/main.rs", &program(&catalog));
    let built = package.run();
    assert!(built.succeeded, "{}: {}", path.display(), built.stderr);
    let mut listed: Vec<String> = built.stdout.lines().map(str::to_owned).collect();
    listed.sort();
    let mut expected: Vec<String> = catalog.events.iter().map(expected_line).collect();
    expected.sort();
    assert_eq!(listed, expected, "{}", path.display());
}

fn program(catalog: &Catalog) -> String {
    let sends: String = catalog.events.iter().map(send).collect();
    format!(
        "#![deny(warnings)]
mod events {{ tidings::include_events!(); }}
use tidings_store::{{Filter, Options, Query, Store, StoreSender}};

fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let file = std::env::current_dir()?.join(\"events.db\");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(run(&format!(\"sqlite:{{}}\", file.display())))
}}

async fn run(url: &str) -> Result<(), Box<dyn std::error::Error>> {{
    let store = Store::open(url, events::DEFINITIONS).await?;
    let sender = StoreSender::new(store.clone(), Options::default());
{sends}    sender.shutdown().await?;
    let query = Query {{ limit: Some(-1), ..Query::new(Filter::everything()) }};
    let page = store.list(&query).await?;
    for stored in page.records {{
        println!(\"{{}} {{:?}}\", stored.record.name, stored.record.message);
    }}
    Ok(())
}}
"
    )
}

fn send(event: &EventDefinition) -> String {
    let arguments = event.properties.iter().map(|property| {
        let argument = argument(event, property);
        let is_text = argument.starts_with('"');
        match property.optional {
            true if is_text => format!(", Some({argument}.to_owned())"),
            true => format!(", Some({argument})"),
            false => format!(", {argument}"),
        }
    });
    let function = names::send_function(&event.name);
    let arguments: String = arguments.collect();
    let allow = if event.deprecated.is_some() {
        "    #[allow(deprecated)]\n"
    } else {
        ""
    };
    format!("{allow}    let _ = events::{function}(&sender{arguments}).await?;\n")
}

/// A value in Rust.
fn argument(event: &EventDefinition, property: &Property) -> String {
    if !property.values.is_empty() {
        return format!(
            "events::{}::ALL[0]",
            names::enum_name(&event.name, &property.name)
        );
    }
    match property.property_type.value {
        PropertyType::Uuid => "tidings::Uuid::from_u128(0xabc)".to_owned(),
        PropertyType::String => format!("{:?}", string(property)),
        PropertyType::Integer | PropertyType::Int64 => "-7".to_owned(),
        PropertyType::Bool => "true".to_owned(),
        PropertyType::Float64 => "1.5".to_owned(),
        PropertyType::Timestamp => "tidings::OffsetDateTime::UNIX_EPOCH".to_owned(),
    }
}

/// The same value as a message has it.
fn rendered(property: &Property) -> String {
    if property.sensitive {
        return "[redacted]".to_owned();
    }
    match property.property_type.value {
        PropertyType::Uuid => "00000000-0000-0000-0000-000000000abc".to_owned(),
        PropertyType::String => string(property),
        PropertyType::Integer | PropertyType::Int64 => "-7".to_owned(),
        PropertyType::Bool => "true".to_owned(),
        PropertyType::Float64 => "1.5".to_owned(),
        PropertyType::Timestamp => "1970-01-01T00:00:00.000000Z".to_owned(),
    }
}

fn string(property: &Property) -> String {
    match property.values.first() {
        Some(value) => value.value.clone(),
        None if property.name.value == "severity" => "warning".to_owned(),
        None => format!("<{}>", property.name.value),
    }
}

fn expected_line(event: &EventDefinition) -> String {
    let message: String = pieces(&event.message)
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Placeholder { name, .. } => rendered(event.property(name).unwrap()),
        })
        .collect();
    format!("{} {message:?}", event.name.value)
}
