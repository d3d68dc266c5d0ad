//! AsyncAPI 3.1: the events service as a document. What is listed are messages on one channel, in an operation for each event
//! type; what emits an event has a channel of its own.

mod event;
mod settings;

use tidings_catalog::names::json_schema as names;
use tidings_catalog::{Catalog, EventDefinition, EventType};

use crate::json::{self, Json, Object, object};
use crate::json_schema::{ASYNCAPI, fields};
use crate::writer::Writer;
use crate::{GenerateError, Options};
pub(crate) use settings::NAMES as SETTINGS;
use settings::Settings;

/// The channel of what is listed. Those of events begin otherwise.
const EVENTS: &str = "events";

/// `STEM.json`, in chunks.
pub(crate) fn generate(
    catalog: &Catalog,
    options: &Options,
    sink: &mut dyn FnMut(&str, &str),
) -> Result<(), GenerateError> {
    let settings = Settings::of(options)?;
    let path = format!("{}.json", options.stem);
    let mut sink = |text: &str| sink(&path, text);
    let sink: &mut dyn FnMut(&str) = &mut sink;
    let events = &catalog.events;
    let mut w = Writer::indented_by(json::LEVEL);
    w.line(format_args!("{{"));
    w.indented(|w| {
        json::write_entries(w, &head(&settings), ",");
        let list = object([(EVENTS, list(catalog))]);
        let channel = |event: &_| vec![(event::emission(event).into(), event::channel(event))];
        json::write_section(w, "channels", (&list, events, &channel), ",", sink);
        let lists = lists(catalog);
        let operation = |event: &_| vec![(event::emission(event).into(), event::operation(event))];
        json::write_section(w, "operations", (&lists, events, &operation), ",", sink);
        let components = |w: &mut Writer| {
            let none = Object::new();
            json::write_section(w, "messages", (&none, events, &event::messages), ",", sink);
            let common = object([(fields::LISTED, fields::listed(&ASYNCAPI))]);
            json::write_section(w, "schemas", (&common, events, &event::schemas), "", sink);
        };
        w.block(format_args!("\"components\": {{"), components, "}");
    });
    w.line(format_args!("}}"));
    w.flush(sink);
    Ok(())
}

fn head(settings: &Settings<'_>) -> Object {
    let about = "What happened, as a service tells it: each event is a message of its own, told apart by its name. \
                 The list answers an array of them. Made by tidings from an event catalog; do not edit.";
    let info = Json::object([
        ("title", Json::text(settings.title)),
        ("version", Json::text(settings.version)),
        ("description", Json::text(about)),
    ]);
    let mut head = object([("asyncapi", Json::text("3.1.0")), ("info", info)]);
    if let Some(server) = &settings.server {
        let servers = Json::object([("service", Json::Object(server.object()))]);
        head.push(("servers".into(), servers));
    }
    head.push(("defaultContentType".into(), Json::text("application/json")));
    head
}

/// The channel of everything that is listed.
fn list(catalog: &Catalog) -> Json {
    let events = catalog.events.iter();
    let messages = events.map(|event| {
        let name = &event.name.value;
        let message = reference(&["components", "messages", &names::listed(name)]);
        (name.clone().into(), message)
    });
    Json::object([
        ("address", Json::text("/v2/events")),
        ("title", Json::text("Events as they are listed")),
        ("messages", Json::Object(messages.collect())),
    ])
}

/// The operations that list the events of each event type that has some.
fn lists(catalog: &Catalog) -> Object {
    let types = catalog.event_types.iter();
    let lists = types.filter_map(|event_type| {
        let events: Vec<&EventDefinition> = catalog
            .events
            .iter()
            .filter(|event| event.event_type.value == event_type.name.value)
            .collect();
        let operation = format!("list_{}_events", event_type.name.value);
        (!events.is_empty()).then(|| (operation.into(), list_of_type(event_type, &events)))
    });
    lists.collect()
}

fn list_of_type(event_type: &EventType, events: &[&EventDefinition]) -> Json {
    let name = &event_type.name.value;
    let messages = events.iter();
    let messages =
        messages.map(|event| reference(&["channels", EVENTS, "messages", &event.name.value]));
    let only = Json::object([("type", Json::text("string")), ("const", Json::text(name))]);
    let query = Json::object([
        ("type", Json::text("object")),
        ("properties", Json::object([("event_types", only)])),
    ]);
    let tag = Json::object([("name", Json::text(name))]);
    Json::object([
        ("action", Json::text("send")),
        ("channel", reference(&["channels", EVENTS])),
        (
            "summary",
            Json::text(format!("List events of type {name}.")),
        ),
        ("tags", Json::Array(vec![tag])),
        (
            "bindings",
            http(object([("method", Json::text("GET")), ("query", query)])),
        ),
        ("messages", Json::Array(messages.collect())),
    ])
}

/// What an operation is over HTTP.
fn http(mut binding: Object) -> Json {
    binding.push(("bindingVersion".into(), Json::text("0.3.0")));
    Json::object([("http", Json::Object(binding))])
}

/// A reference to this place in the document. Names in a catalog are identifiers, so none has to be escaped.
fn reference(path: &[&str]) -> Json {
    Json::object([("$ref", Json::text(format!("#/{}", path.join("/"))))])
}
