use serde_json::{Value as Json, json};
use tidings::{Category, Definition, Property, PropertyType, Severity};
use tidings_catalog as catalog;

use super::catalogs::{self, Case};
use super::module::Module;
use super::{program, values};

/// The drop-in beside what it imports, and packages with their own sender: formatted, vetted, built, tested and run, and
/// every event rendered as the Rust runtime does it.
#[test]
fn every_event_is_what_the_rust_runtime_makes_of_it() {
    let cases = catalogs::all();
    assert!(cases.iter().any(|case| case.own) && cases.iter().any(|case| !case.own));
    let module = Module::new();
    for case in &cases {
        let path = format!("internal/generated/{}/events.go", case.package);
        let text = catalogs::generated(&case.catalog, &case.settings);
        module.write(&path, &text);
    }
    assert_eq!(module.run("gofmt", &["-l", "."]), "");
    module.write("cmd/render/main.go", &program::program(&cases));
    module.run("go", &["vet", "./..."]);
    module.run("go", &["build", "./..."]);
    module.run("go", &["test", "./..."]);
    let printed = module.run("go", &["run", "./cmd/render"]);
    let mut lines = printed.lines();
    for case in &cases {
        check_case(case, &mut lines);
    }
    assert_eq!(lines.next(), None);
}

fn check_case<'l>(case: &Case, lines: &mut impl Iterator<Item = &'l str>) {
    for event in &case.catalog.events {
        let definition = definition(event);
        for round in 0..values::ROUNDS {
            let line = lines.next().unwrap();
            let mut made: Json = serde_json::from_str(line).unwrap();
            let shown = made["shown"].take();
            let shown = shown.as_str().unwrap();
            assert!(!shown.contains(values::SECRET), "{shown}");
            made.as_object_mut().unwrap().remove("shown");
            let expected = expected(&definition, event, round);
            assert_eq!(made, expected, "{} {}", case.package, event.name.value);
        }
    }
}

/// What the Rust runtime makes of the same values.
fn expected(definition: &Definition, event: &catalog::EventDefinition, round: usize) -> Json {
    let record = definition.record(&values::json(event, round)).unwrap();
    let record = serde_json::to_value(&record).unwrap();
    let of = |name: &str| record.get(name).cloned().unwrap_or(json!({}));
    let mut expected = json!({
        "name": of("name"),
        "event_type": of("event_type"),
        "severity": of("severity"),
        "message": of("message"),
        "subjects": of("subjects"),
        "props": of("props"),
    });
    if let Some(info) = event.property("info") {
        let text = record["props"].get("info").cloned();
        expected["info"] = text.unwrap_or_else(|| json!(info.optional.then_some("")));
    }
    expected
}

pub fn definition(event: &catalog::EventDefinition) -> Definition {
    let severity: Severity = event.severity.value.name().parse().unwrap();
    let category: Category = event.category.name().parse().unwrap();
    let properties = event.properties.iter().map(property).collect();
    Definition::new(
        event.name.value.clone(),
        event.message.value.clone(),
        event.event_type.value.clone(),
        severity,
    )
    .with_properties(properties)
    .with_category(category)
}

fn property(declared: &catalog::Property) -> Property {
    let property_type = match declared.property_type.value {
        catalog::PropertyType::Uuid => PropertyType::Uuid,
        catalog::PropertyType::String => PropertyType::String,
        catalog::PropertyType::Integer => PropertyType::Integer,
        catalog::PropertyType::Int64 => PropertyType::Int64,
        catalog::PropertyType::Bool => PropertyType::Bool,
        catalog::PropertyType::Float64 => PropertyType::Float64,
        catalog::PropertyType::Timestamp => PropertyType::Timestamp,
    };
    let mut property = Property::new(declared.name.value.clone(), property_type);
    property.optional = declared.optional;
    property.subject = declared.subject;
    property.sensitive = declared.sensitive;
    let values = declared.values.iter();
    property.with_values(values.map(|value| value.value.clone().into()).collect())
}
