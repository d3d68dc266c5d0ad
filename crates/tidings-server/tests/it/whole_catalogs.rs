//! Every event of whole catalogs, emitted by name and listed; the messages are those that the runtime renders.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};
use tidings::{Definition, Property, PropertyType};
use tidings_catalog::{Sources, check};

use crate::extra_paths;
use crate::harness::{Service, Setup, Store, on_each_store};

on_each_store! { every_event_can_be_emitted_and_found }

/// Golden cases, and the catalogs of `TIDINGS_EXTRA_CATALOGS`.
fn every_event_can_be_emitted_and_found(store: Store) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cases = ["every-type", "declared-event-types", "nasty"];
    let cases = cases.map(|case| root.join(format!("fixtures/{case}/1-events.yaml")));
    for path in cases.into_iter().chain(extra_paths::of(&root)) {
        check_catalog(store, &fs::read_to_string(&path).unwrap());
    }
}

fn check_catalog(store: Store, yaml: &str) {
    let service = Service::start(store, Setup::new(yaml).without_auth());
    let catalog = check(&Sources::single("events.yaml", yaml))
        .catalog
        .unwrap();
    let served = service.get("/v2/catalog").send().expect(200).json();
    assert_eq!(
        served["events"].as_array().unwrap().len(),
        catalog.events.len()
    );
    let mut expected = BTreeMap::new();
    for definition in tidings_server::definitions(&catalog) {
        let values = values(&definition);
        let rendered = definition.record(&values).unwrap().message;
        let path = format!("/v2/events/{}", definition.name);
        let body = json!({"properties": values});
        let answer = service.post(&path).json(&body).send().expect(201).json();
        assert_eq!(answer["message"], rendered);
        expected.insert(answer["id"].as_str().unwrap().to_owned(), rendered);
    }
    let list = service
        .get("/v2/events")
        .query("categories", "user,metrics");
    let listed = list.query("limit", -1).send().expect(200).json();
    let text = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
    let listed = listed.as_array().unwrap().iter();
    let listed: BTreeMap<_, _> = listed
        .map(|event| (text(event, "id"), text(event, "message")))
        .collect();
    assert_eq!(listed, expected);
}

/// One that fits, for each property.
fn values(definition: &Definition) -> Map<String, Value> {
    let properties = definition.properties.iter();
    properties
        .map(|property| (property.name.to_string(), value(property)))
        .collect()
}

fn value(property: &Property) -> Value {
    if let Some(first) = property.values.first() {
        return json!(first);
    }
    match property.property_type {
        PropertyType::Uuid => json!("0af76519-16cd-43dd-8448-eb211c80319c"),
        PropertyType::String if property.name == "severity" => json!("warning"),
        PropertyType::String => json!("\"quoted\" {host_id} \\ ü 😀"),
        PropertyType::Integer | PropertyType::Int64 => json!(-7),
        PropertyType::Bool => json!(true),
        PropertyType::Float64 => json!(1.5),
        PropertyType::Timestamp => json!("2026-11-01T00:00:00Z"),
        other => panic!("a value of type {other}"),
    }
}
