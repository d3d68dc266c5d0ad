//! The AsyncAPI document of all golden cases and further catalogs, as AsyncAPI's own parser sees it.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use tidings_catalog::{Catalog, EventDefinition};
use tidings_codegen::{GenerateError, Options, Target, generate};

use crate::go::catalogs;
use crate::go::compiled::definition;
use crate::json_schema::answer;
use crate::node;

fn document(catalog: &Catalog, options: &Options) -> String {
    let mut files = generate(Target::AsyncApi, catalog, options).unwrap();
    assert_eq!(files.len(), 1);
    files.remove(0).text
}

/// Golden cases, and catalogs of `TIDINGS_EXTRA_CATALOGS`, by name.
pub fn all() -> Vec<(String, Catalog)> {
    let golden = catalogs::golden().into_iter();
    let extra = catalogs::extra().into_iter();
    let extra = extra.map(|path| (path.clone(), catalogs::read(&path)));
    let all = golden.chain(extra).enumerate();
    all.map(|(index, (path, catalog))| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (format!("{index}-{name}"), catalog)
    })
    .collect()
}

#[test]
fn the_parser_finds_nothing_wrong() {
    let mut documents = Vec::new();
    let mut expected = String::new();
    for (name, catalog) in all() {
        let text = document(&catalog, &Options::named("events"));
        documents.push(json!({"name": name, "text": text}));
        let events = catalog.events.len();
        let types = catalog.events.iter().map(|event| &event.event_type.value);
        let types = types.collect::<BTreeSet<_>>().len();
        let (operations, messages) = (events + types, events * 2);
        expected += &format!("{name} 3.1.0 {} {operations} {messages}\n", events + 1);
    }
    let options = Options::named("events")
        .with_setting("title", "Events of \"installer\"")
        .with_setting("version", "2.1")
        .with_setting("server", "https://events.example.com:8443/api/");
    let (_, catalog) = catalogs::golden().remove(0);
    let text = document(&catalog, &options);
    let read: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(
        read["servers"]["service"],
        json!({"host": "events.example.com:8443", "protocol": "https", "pathname": "/api"})
    );
    documents.push(json!({"name": "with settings", "text": text}));
    let said = answer(node::script("asyncapi.mjs"), &json!(documents).to_string());
    let (said, last) = said.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(format!("{said}\n"), expected);
    assert!(last.starts_with("with settings 3.1.0 "), "{last}");
}

/// That they fit their schemas is tested with the parser.
#[test]
fn samples_are_what_the_runtime_makes() {
    for (name, catalog) in all() {
        let text = document(&catalog, &Options::named("events"));
        let document: Json = serde_json::from_str(&text).unwrap();
        for event in &catalog.events {
            check_sample(event, &document, &name);
        }
    }
}

fn check_sample(event: &EventDefinition, document: &Json, name: &str) {
    let message = |message: String| {
        let message = &document["components"]["messages"][message];
        message["examples"][0]["payload"].clone()
    };
    let event_name = &event.name.value;
    let emitted = message(tidings_catalog::names::json_schema::emitted(event_name));
    let listed = message(tidings_catalog::names::json_schema::listed(event_name));
    let values = emitted["properties"].as_object().unwrap();
    let record = definition(event).record(values).unwrap();
    assert_eq!(listed["message"], record.message.as_str(), "{name}");
    assert_eq!(listed["severity"], record.severity.as_str(), "{name}");
    for (subject, id) in &record.subjects {
        assert_eq!(listed[&**subject], json!(id), "{name}");
    }
    let props = listed["props"].as_str().unwrap_or("{}");
    assert_eq!(props, record.props_json(), "{name}");
}

#[test]
fn wrong_settings_are_refused() {
    for (name, value) in [
        ("title", " "),
        ("version", ""),
        ("server", "events.example.com"),
        ("server", "ftp://events.example.com"),
        ("server", "https://"),
        ("server", "https://user@events.example.com"),
        ("server", "https://events.example.com/?a=b"),
    ] {
        let options = Options::named("events").with_setting(name, value);
        let error = generate(Target::AsyncApi, &Catalog::default(), &options).unwrap_err();
        assert!(
            matches!(error, GenerateError::InvalidSetting { .. }),
            "{error}"
        );
    }
}
