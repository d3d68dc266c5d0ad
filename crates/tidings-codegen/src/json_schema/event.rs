//! The schemas of one event.

use std::borrow::Cow;

use tidings_catalog::names::json_schema as names;
use tidings_catalog::{EventDefinition, Property, PropertyType};

use super::dialect::Dialect;
use super::{docs, fields as common, property};
use crate::json::{Json, Object, object};

/// The event as the service lists it: subjects beside its fields, properties as a text.
pub(crate) fn listed(event: &EventDefinition, dialect: &Dialect) -> Json {
    let name = &event.name.value;
    let (mut required, mut fields) = constants(event);
    required.extend(property::required(subjects(event)));
    fields.extend(property::by_name(subjects(event), |subject| {
        property::shown(subject, dialect)
    }));
    if props_of(event).next().is_some() {
        let text = dialect.json_text(&names::props(name));
        fields.push(("props".into(), Json::Object(text)));
        required.extend(has_required_props(event).then(|| Json::text("props")));
    }
    let head = object([
        ("title", Json::text(name)),
        ("description", Json::text(docs::event(event))),
    ]);
    with_fields(
        event,
        head,
        dialect.reference(common::LISTED),
        required,
        fields,
    )
}

/// The event's record, in its own JSON.
pub(crate) fn record(event: &EventDefinition, dialect: &Dialect) -> Json {
    let name = &event.name.value;
    let (mut required, mut fields) = constants(event);
    if subjects(event).next().is_some() {
        let of = property::required(subjects(event));
        required.extend((!of.is_empty()).then(|| Json::text("subjects")));
        let subjects =
            property::by_name(subjects(event), |subject| property::shown(subject, dialect));
        fields.push(("subjects".into(), Json::Object(map(of, subjects))));
    }
    if props_of(event).next().is_some() {
        fields.push(("props".into(), dialect.reference(&names::props(name))));
        required.extend(has_required_props(event).then(|| Json::text("props")));
    }
    let head = object([(
        "description",
        Json::text(format!("The record of an event `{name}`.")),
    )]);
    with_fields(
        event,
        head,
        dialect.reference(common::RECORD),
        required,
        fields,
    )
}

/// Every property that is no subject, as records have them.
pub(crate) fn props(event: &EventDefinition, dialect: &Dialect) -> Json {
    let name = &event.name.value;
    let description = format!("Properties of an event `{name}` as they are stored and listed.");
    let mut schema = object([("description", Json::text(description))]);
    schema.extend(deprecated(event));
    let properties = property::by_name(props_of(event), |declared| {
        property::shown(declared, dialect)
    });
    schema.extend(map(property::required(props_of(event)), properties));
    Json::Object(schema)
}

/// The body that emits the event over HTTP.
pub(crate) fn emitted(event: &EventDefinition, dialect: &Dialect) -> Json {
    let name = &event.name.value;
    let required = property::required(&event.properties);
    let is_required = !required.is_empty();
    let values = property::by_name(&event.properties, |declared| {
        property::given(declared, dialect)
    });
    let mut properties = map(required, values);
    properties.push(("additionalProperties".into(), Json::literal(false)));
    let time = Json::object([
        ("type", Json::text("string")),
        ("format", Json::text("date-time")),
        (
            "description",
            Json::text("When it happened; now, if absent."),
        ),
    ]);
    let fields = object([
        ("properties", Json::Object(properties)),
        ("event_time", time),
    ]);
    let description = format!("The body of `POST /v2/events/{name}`.");
    let mut schema = object([("description", Json::text(description))]);
    schema.extend(deprecated(event));
    let required = is_required.then(|| Json::text("properties"));
    schema.extend(map(required.into_iter().collect(), fields));
    Json::Object(schema)
}

/// Whether it is deprecated, in the words of JSON Schema.
pub(crate) fn deprecated(event: &EventDefinition) -> Option<(Cow<'static, str>, Json)> {
    let is_deprecated = event.deprecated.is_some();
    is_deprecated.then(|| ("deprecated".into(), Json::literal(true)))
}

/// What the definition decides.
fn constants(event: &EventDefinition) -> (Vec<Json>, Object) {
    let constant = |value: &str| Json::object([("const", Json::text(value))]);
    let is_overridden = event
        .property("severity")
        .is_some_and(|property| property.property_type.value == PropertyType::String);
    let severity = if is_overridden {
        Json::object([("enum", Json::texts(property::SEVERITIES))])
    } else {
        constant(event.severity.value.name())
    };
    let fields = object([
        ("name", constant(&event.name.value)),
        ("event_type", constant(&event.event_type.value)),
        ("category", constant(event.category.name())),
        ("severity", severity),
    ]);
    let required = fields.iter().map(|(name, _)| Json::text(&**name));
    (required.collect(), fields)
}

/// The head, the fields that all events have, and those of this one.
fn with_fields(
    event: &EventDefinition,
    mut head: Object,
    base: Json,
    required: Vec<Json>,
    fields: Object,
) -> Json {
    head.extend(deprecated(event));
    head.push(("allOf".into(), Json::Array(vec![base])));
    head.extend(map(required, fields));
    Json::Object(head)
}

/// What the schema of an object says.
fn map(required: Vec<Json>, properties: Object) -> Object {
    let mut schema = object([("type", Json::text("object"))]);
    if !required.is_empty() {
        schema.push(("required".into(), Json::Array(required)));
    }
    schema.push(("properties".into(), Json::Object(properties)));
    schema
}

fn subjects(event: &EventDefinition) -> impl Iterator<Item = &Property> {
    event.properties.iter().filter(|property| property.subject)
}

fn props_of(event: &EventDefinition) -> impl Iterator<Item = &Property> {
    event.properties.iter().filter(|property| !property.subject)
}

fn has_required_props(event: &EventDefinition) -> bool {
    props_of(event).any(|property| !property.optional)
}
