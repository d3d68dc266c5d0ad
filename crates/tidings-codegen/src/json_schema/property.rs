//! Schemas of values.

use tidings_catalog::{Property, PropertyType};

use super::dialect::Dialect;
use super::docs;
use crate::json::{Json, Object, object};

/// The four, from the mildest.
pub(super) const SEVERITIES: [&str; 4] = ["info", "warning", "error", "critical"];

/// What stands for a sensitive value.
const REDACTED: &str = "[redacted]";

/// A value as it leaves the event: a sensitive one does not.
pub(super) fn shown(property: &Property, dialect: &Dialect) -> Json {
    if property.sensitive {
        return described(object([("const", Json::text(REDACTED))]), property);
    }
    described(value(property, dialect), property)
}

/// A value as it is given to the event.
pub(super) fn given(property: &Property, dialect: &Dialect) -> Json {
    let mut schema = value(property, dialect);
    if property.sensitive {
        schema.push(("writeOnly".into(), Json::literal(true)));
    }
    described(schema, property)
}

/// The names of properties that are always there.
pub(super) fn required<'a>(properties: impl IntoIterator<Item = &'a Property>) -> Vec<Json> {
    let required = properties.into_iter().filter(|property| !property.optional);
    required
        .map(|property| Json::text(&property.name.value))
        .collect()
}

/// An object of properties, each by its name.
pub(super) fn by_name<'a>(
    properties: impl IntoIterator<Item = &'a Property>,
    schema: impl Fn(&Property) -> Json,
) -> Object {
    let properties = properties.into_iter();
    properties
        .map(|property| (property.name.value.clone().into(), schema(property)))
        .collect()
}

fn value(property: &Property, dialect: &Dialect) -> Object {
    let kind = |name| ("type", Json::text(name));
    match property.property_type.value {
        PropertyType::Uuid => dialect.uuid(),
        PropertyType::String => text(property),
        PropertyType::Integer | PropertyType::Int64 => object([
            kind("integer"),
            ("minimum", Json::literal(i64::MIN)),
            ("maximum", Json::literal(i64::MAX)),
        ]),
        PropertyType::Bool => object([kind("boolean")]),
        PropertyType::Float64 => object([kind("number")]),
        PropertyType::Timestamp => object([kind("string"), ("format", Json::text("date-time"))]),
    }
}

fn text(property: &Property) -> Object {
    let mut schema = object([("type", Json::text("string"))]);
    let values = property.values.iter().map(|value| value.value.as_str());
    // Generated clients keep a secret to themselves.
    let redacted = property.sensitive.then_some(REDACTED);
    if !property.values.is_empty() {
        schema.push(("enum".into(), Json::texts(values.chain(redacted))));
    } else if property.name.value == "severity" {
        schema.push(("enum".into(), Json::texts(SEVERITIES)));
    }
    if property.subject {
        schema.push(("minLength".into(), Json::literal(1)));
        // Bytes, in truth; no text of so many has more characters.
        schema.push(("maxLength".into(), Json::literal(255)));
    }
    schema
}

fn described(mut schema: Object, property: &Property) -> Json {
    let description = docs::property(property);
    schema.extend(description.map(|text| ("description".into(), Json::text(text))));
    Json::Object(schema)
}
