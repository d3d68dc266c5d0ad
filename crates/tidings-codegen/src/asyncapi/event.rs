//! The messages of one event, how it is emitted, and their schemas.

use tidings_catalog::names::json_schema as names;
use tidings_catalog::{EventDefinition, Property};

use super::reference;
use crate::json::{self, Json, Object, object};
use crate::json_schema::{ASYNCAPI, docs, event as schemas};
use crate::sample;

/// The identifier of the channel and of the operation that emit the event.
pub(super) fn emission(event: &EventDefinition) -> String {
    format!("emit_{}", event.name.value)
}

/// The channel on which the event is emitted.
pub(super) fn channel(event: &EventDefinition) -> Json {
    let name = &event.name.value;
    let message = reference(&["components", "messages", &names::emitted(name)]);
    Json::object([
        ("address", Json::text(format!("/v2/events/{name}"))),
        (
            "messages",
            Json::Object(vec![(name.clone().into(), message)]),
        ),
    ])
}

/// The operation by which the service takes the event.
pub(super) fn operation(event: &EventDefinition) -> Json {
    let name = &event.name.value;
    let channel = emission(event);
    Json::object([
        ("action", Json::text("receive")),
        ("channel", reference(&["channels", &channel])),
        ("summary", Json::text(format!("Emit an event {name}."))),
        ("tags", tags(event)),
        (
            "bindings",
            super::http(object([("method", Json::text("POST"))])),
        ),
        (
            "messages",
            Json::Array(vec![reference(&["channels", &channel, "messages", name])]),
        ),
    ])
}

/// The event as it is listed, and the body that emits it.
pub(super) fn messages(event: &EventDefinition) -> Object {
    let name = &event.name.value;
    let listed = message(
        event,
        object([("description", Json::text(docs::event(event)))]),
        &names::listed(name),
        listed_sample(event),
    );
    let key = Json::object([
        ("type", Json::text("string")),
        ("format", Json::text("uuid")),
        (
            "description",
            Json::text("Becomes the event's id: the same again is stored once."),
        ),
    ]);
    let headers = Json::object([
        ("type", Json::text("object")),
        ("properties", Json::object([("Idempotency-Key", key)])),
    ]);
    let emitted = message(
        event,
        object([("headers", headers)]),
        &names::emitted(name),
        emitted_sample(event),
    );
    vec![
        (names::listed(name).into(), listed),
        (names::emitted(name).into(), emitted),
    ]
}

/// The schemas of both, and of what is in them.
pub(super) fn schemas(event: &EventDefinition) -> Object {
    let name = &event.name.value;
    vec![
        (
            names::listed(name).into(),
            schemas::listed(event, &ASYNCAPI),
        ),
        (names::props(name).into(), schemas::props(event, &ASYNCAPI)),
        (
            names::emitted(name).into(),
            schemas::emitted(event, &ASYNCAPI),
        ),
    ]
}

fn message(event: &EventDefinition, parts: Object, schema: &str, sample: Object) -> Json {
    let name = &event.name.value;
    let mut message = object([
        ("name", Json::text(name)),
        ("title", Json::text(name)),
        ("summary", Json::text(&event.message.value)),
    ]);
    message.extend(parts);
    let example = Json::object([("payload", Json::Object(sample))]);
    message.extend(object([
        ("tags", tags(event)),
        ("payload", reference(&["components", "schemas", schema])),
        ("examples", Json::Array(vec![example])),
    ]));
    Json::Object(message)
}

/// What it can be found by.
fn tags(event: &EventDefinition) -> Json {
    let mut tags = vec![
        event.event_type.value.as_str(),
        event.severity.value.name(),
        event.category.name(),
    ];
    tags.extend(event.deprecated.is_some().then_some("deprecated"));
    let mut unique: Vec<&str> = Vec::new();
    for tag in tags {
        if !unique.contains(&tag) {
            unique.push(tag);
        }
    }
    let tag = |name: &str| Json::object([("name", Json::text(name))]);
    Json::Array(unique.into_iter().map(tag).collect())
}

fn listed_sample(event: &EventDefinition) -> Object {
    let mut sample = object([
        ("id", Json::text("01932f1e-5c00-7b6a-9c1d-2f3e4d5c6b7a")),
        ("name", Json::text(&event.name.value)),
        ("event_type", Json::text(&event.event_type.value)),
        ("category", Json::text(event.category.name())),
        ("severity", Json::text(event.severity.value.name())),
        ("message", Json::text(sample::message(event))),
        ("event_time", Json::text(sample::TIME)),
        ("recorded_at", Json::text("2026-11-01T12:00:00.012345Z")),
    ]);
    let is_subject = |property: &&Property| property.subject;
    sample.extend(values(
        event.properties.iter().filter(is_subject),
        |subject| sample::shown(event, subject),
    ));
    sample.extend(props_sample(event).map(|text| ("props".into(), Json::Text(text))));
    sample
}

/// The text of the properties that are no subjects, with sorted keys as the service writes it.
fn props_sample(event: &EventDefinition) -> Option<String> {
    let props = event.properties.iter().filter(|property| !property.subject);
    let mut props: Vec<&Property> = props.collect();
    props.sort_by_key(|property| &property.name.value);
    let entry = |property: &&Property| {
        let value = sample::shown(event, property).in_line();
        format!("{}:{value}", json::literal(&property.name.value))
    };
    let entries: Vec<String> = props.iter().map(entry).collect();
    (!entries.is_empty()).then(|| format!("{{{}}}", entries.join(",")))
}

fn emitted_sample(event: &EventDefinition) -> Object {
    let values = values(&event.properties, |property| sample::given(event, property));
    object([("properties", Json::Object(values))])
}

fn values<'a>(
    properties: impl IntoIterator<Item = &'a Property>,
    value: impl Fn(&Property) -> Json,
) -> Object {
    let properties = properties.into_iter();
    properties
        .map(|property| (property.name.value.clone().into(), value(property)))
        .collect()
}
