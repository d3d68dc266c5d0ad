//! The JSON Schema of all golden cases and further catalogs, as ajv sees it: records that the runtime makes fit, and what
//! differs from them does not.

use std::io::Write;
use std::process::{Command, Stdio};
use std::{fs, iter};

use serde_json::{Map, Value as Json, json};
use tidings::Definition;
use tidings_catalog::names::json_schema as names;
use tidings_catalog::{Catalog, EventDefinition, Property};
use tidings_codegen::{GenerateError, Options, Target, generate};

use crate::go::catalogs;
use crate::go::compiled::definition;
use crate::go::values;
use crate::node;

fn schema(catalog: &Catalog, draft: &str) -> String {
    let options = Options::named("events").with_setting("draft", draft);
    let mut files = generate(Target::JsonSchema, catalog, &options).unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].path, "events.json");
    files.remove(0).text
}

/// What `tests/node/json_schema.mjs` reads of a catalog, with these records beside those that the runtime makes.
fn case(name: &str, catalog: &Catalog, golden: &[Json]) -> Json {
    let events = catalog.events.iter().map(|event| {
        let definition = definition(event);
        let rounds = 0..values::ROUNDS;
        let rounds = rounds.map(|round| values::json(event, round));
        let emitted: Vec<Map<String, Json>> = rounds.chain([redacted(event)]).collect();
        let made = emitted.iter().map(|values| made(&definition, values));
        let golden = golden.iter();
        let golden = golden.filter(|record| record["name"] == event.name.value.as_str());
        let records: Vec<Json> = made.chain(golden.cloned()).collect();
        of_event(event, &records, &emitted)
    });
    let events: Vec<Json> = events.collect();
    let drafts = ["2020-12", "07"].map(|draft| (draft.to_owned(), json!(schema(catalog, draft))));
    json!({"name": name, "drafts": Map::from_iter(drafts), "events": events})
}

/// What generated clients send.
fn redacted(event: &EventDefinition) -> Map<String, Json> {
    let mut values = values::json(event, 0);
    for name in names_of(event, |property| property.sensitive) {
        values.insert(name, json!("[redacted]"));
    }
    values
}

fn of_event(event: &EventDefinition, records: &[Json], emitted: &[Map<String, Json>]) -> Json {
    let name = &event.name.value;
    let listed: Vec<Json> = records.iter().map(listed).collect();
    let emitted: Vec<Json> = emitted
        .iter()
        .map(|values| json!({"properties": values, "event_time": "2026-11-01T00:00:00Z"}))
        .collect();
    let (mut optional, props, subjects) = (
        names_of(event, is_optional),
        has(event, false),
        has(event, true),
    );
    let fields = ["definition", "request_id", "source", "trace_id", "span_id"];
    optional.extend(fields.map(str::to_owned));
    optional.extend((!props).then(|| "props".to_owned()));
    optional.extend((!subjects).then(|| "subjects".to_owned()));
    let mut given = optional.clone();
    given.push("event_time".to_owned());
    given.extend((!props && !subjects).then(|| "properties".to_owned()));
    json!({
        "name": name,
        "props": names::props(name),
        "listed": {"schema": names::listed(name), "valid": listed, "optional": optional},
        "record": {"schema": names::record(name), "valid": records, "optional": optional},
        "emitted": {"schema": names::emitted(name), "valid": emitted, "optional": given},
    })
}

fn is_optional(property: &Property) -> bool {
    property.optional
}

fn names_of(event: &EventDefinition, which: fn(&Property) -> bool) -> Vec<String> {
    let properties = event.properties.iter().filter(|property| which(property));
    properties
        .map(|property| property.name.value.clone())
        .collect()
}

/// Whether it has a required property that is a subject, or that is none.
fn has(event: &EventDefinition, subject: bool) -> bool {
    let mut required = event
        .properties
        .iter()
        .filter(|property| !property.optional);
    required.any(|property| property.subject == subject)
}

/// With all that a record can have.
fn made(definition: &Definition, values: &Map<String, Json>) -> Json {
    let mut record = definition.record(values).unwrap();
    record.request_id = Some("r".to_owned());
    record.source = Some("installer".to_owned());
    record.trace_id = Some("4bf92f3577b34da6a3ce929d0e0e4736".to_owned());
    record.span_id = Some("00f067aa0ba902b7".to_owned());
    serde_json::to_value(record).unwrap()
}

/// A record as `GET /v2/events` answers it (`tidings-server/src/event_json.rs`); the guide's test asks a real service.
fn listed(record: &Json) -> Json {
    let mut listed = record.as_object().unwrap().clone();
    for key in ["definition", "trace_id", "span_id"] {
        listed.remove(key);
    }
    if let Some(Json::Object(subjects)) = listed.remove("subjects") {
        listed.extend(subjects);
    }
    if let Some(props) = listed.remove("props") {
        listed.insert("props".to_owned(), json!(props.to_string()));
    }
    let time = listed["event_time"].as_str().unwrap();
    let milliseconds = format!("{}Z", &time[..time.len() - 4]);
    listed.insert("recorded_at".to_owned(), json!(time));
    listed.insert("event_time".to_owned(), json!(milliseconds));
    listed.into()
}

#[test]
fn records_fit_and_what_differs_does_not() {
    let mut cases = Vec::new();
    for (folder, catalog) in catalogs::golden() {
        let lines = fs::read_to_string(folder.join("4-records.jsonl")).unwrap_or_default();
        let records = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        let records: Vec<Json> = records.collect();
        let name = folder.file_name().unwrap().to_str().unwrap();
        cases.push(case(name, &catalog, &records));
    }
    for path in catalogs::extra() {
        let name = path.display().to_string();
        cases.push(case(&name, &catalogs::read(&path), &[]));
    }
    let said = answer(node::script("json_schema.mjs"), &json!(cases).to_string());
    let (accepted, refused) = said.trim().split_once(" accepted, ").unwrap();
    let refused = refused.strip_suffix(" refused").unwrap();
    assert!(accepted.parse::<usize>().unwrap() > 1000, "{said}");
    assert!(refused.parse::<usize>().unwrap() > 5000, "{said}");
}

/// What a program prints that is given this; it must succeed.
pub fn answer(mut command: Command, input: &str) -> String {
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .expect("the program is there; `cargo xtask setup` installs it");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writing = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    writing.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn schemas_have_addresses() {
    let options = Options::named("events").with_setting("id", "https://example.com/events.json");
    let files = generate(Target::JsonSchema, &Catalog::default(), &options).unwrap();
    let document: Json = serde_json::from_str(&files[0].text).unwrap();
    assert_eq!(document["$id"], "https://example.com/events.json");
}

#[test]
fn wrong_settings_are_refused() {
    let ids = [
        "",
        "events.json",
        "https:",
        "https://a.example/#x",
        "https://a.example/\"",
        "4:x",
    ];
    let ids = ids.map(|id| ("id", id));
    for (name, value) in iter::once(("draft", "7")).chain(ids) {
        let options = Options::named("events").with_setting(name, value);
        let error = generate(Target::JsonSchema, &Catalog::default(), &options).unwrap_err();
        assert!(
            matches!(error, GenerateError::InvalidSetting { .. }),
            "{error}"
        );
    }
}
