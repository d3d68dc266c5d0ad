//! The catalog format as a JSON Schema, for editors.

use serde_json::{Value, json};

use crate::catalog::{Category, PropertyType, Severity};
use crate::rules;

/// A JSON Schema (2020-12) of one file of a catalog, with what each key means. What it refuses the checker refuses, too; it
/// knows the shape of a file, and not what depends on other places in it.
///
/// ```
/// let schema = tidings_catalog::schema();
/// let keys = &schema["$defs"]["event"]["properties"];
/// assert_eq!(keys["severity"]["enum"][0], "info");
/// ```
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tidings event catalog",
        "description": "The events of a service, or some of them: a catalog may be several files.",
        "type": "object",
        "properties": {
            "x-event-types": event_types(),
            "x-events": {
                "description": "The events, in order.",
                "type": "array",
                "items": { "$ref": "#/$defs/event" },
            },
            "x-retired-events": {
                "description": "Events that were removed, whose names no event can have again.",
                "type": "array",
                "items": { "$ref": "#/$defs/retired" },
            },
        },
        "anyOf": [
            { "required": ["x-events"] },
            { "required": ["x-event-types"] },
            { "required": ["x-retired-events"] },
        ],
        "patternProperties": extensions(),
        "additionalProperties": false,
        "$defs": {
            "event": event(),
            "type": property_type(),
            "property": property(),
            "retired": retired(),
            "id": id(),
        },
    })
}

/// `x-*`: anything.
fn extensions() -> Value {
    json!({ "^x-": true })
}

fn event_types() -> Value {
    let ids = |description: &str| json!({ "description": description, "type": "array", "items": { "$ref": "#/$defs/id" } });
    json!({
        "description": "Which subject ids events of each type must, may and must not have. Without it there are cluster, host and infra_env.",
        "type": "object",
        "patternProperties": extensions(),
        "additionalProperties": {
            "description": "An event type.",
            "type": "object",
            "properties": {
                "requires": ids("Ids that every event of this type has; [] where it is about the service itself."),
                "allows": ids("Ids that an event of this type may have."),
                "forbids": ids("Ids that no event of this type has."),
                "owner": ids("Whose record it is: the first of these that is present."),
            },
            "required": ["requires"],
            "patternProperties": extensions(),
            "additionalProperties": false,
        },
    })
}

fn id() -> Value {
    json!({ "description": "The id of a subject, as cluster_id.", "type": "string" })
}

fn event() -> Value {
    json!({
        "description": "An event.",
        "type": "object",
        "properties": {
            "name": text("What it is about and what happened, in the past tense, as host_bind_failed. Constant for ever: dashboards, clients and tests key on it."),
            "message": text("What people read. {property} is replaced by that property's value."),
            "event_type": text("Which subjects it names: cluster, host, infra_env, or one of x-event-types."),
            "severity": {
                "description": "How bad it is: `tidings explain severity`.",
                "enum": Severity::ALL.map(Severity::name),
            },
            "properties": {
                "description": "Its properties, in the order of generated fields and arguments: name: TYPE, or name: { type: TYPE, .. }.",
                "type": ["object", "null"],
                "patternProperties": extensions(),
                "additionalProperties": { "$ref": "#/$defs/property" },
            },
            "description": text("When and why it is emitted, and what to do about it."),
            "category": {
                "description": "Whom it is for; user where nothing is said.",
                "enum": Category::ALL.map(Category::name),
            },
            "rate_limit": text("The same event, for the same subjects, is stored at most once in this time, as 1h or 1m30s."),
            "deprecated": deprecated(),
            "formerly": texts("Names that it had before."),
            "owners": texts("People to ask."),
            "allow": allow(),
        },
        "required": ["name", "message", "event_type", "severity", "properties"],
        "patternProperties": extensions(),
        "additionalProperties": false,
    })
}

fn deprecated() -> Value {
    json!({
        "description": "It is not to be used any more.",
        "type": "object",
        "properties": {
            "since": text("The day, as \"2026-11-01\", in quotes."),
            "replaced_by": text("The event to use instead."),
            "reason": text("Why."),
        },
        "patternProperties": extensions(),
        "additionalProperties": false,
    })
}

fn retired() -> Value {
    json!({
        "description": "An event that was removed.",
        "type": "object",
        "properties": {
            "name": text("Its name."),
            "since": text("The day, as \"2026-11-01\", in quotes."),
            "replaced_by": text("The event to use instead."),
            "reason": text("Why."),
        },
        "required": ["name", "since"],
        "patternProperties": extensions(),
        "additionalProperties": false,
    })
}

fn allow() -> Value {
    let names = rules::all().iter().filter(|rule| rule.silenceable);
    json!({
        "description": "Warnings that are not reported for this event: `tidings rules`.",
        "type": "array",
        "items": { "enum": names.map(|rule| rule.name).collect::<Vec<_>>() },
    })
}

fn property_type() -> Value {
    json!({
        "description": "UUID_PTR is a UUID that may be absent; integer and int64 are the same.",
        "enum": PropertyType::NAMES.map(|(name, _)| name),
    })
}

/// Told apart by `if`, so that an editor's message speaks of the form that is written.
fn property() -> Value {
    json!({
        "description": "A property: its type, or a mapping of its type and more.",
        "type": ["string", "object"],
        "if": { "type": "string" },
        "then": { "$ref": "#/$defs/type" },
        "else": {
            "properties": {
                "type": { "$ref": "#/$defs/type" },
                "description": text("What it says."),
                "sensitive": flag("Its value is replaced by [redacted] wherever it goes; strings only."),
                "optional": flag("It may be absent."),
                "enum": texts("The values that it may have; strings only."),
                "formerly": texts("Names that it had before."),
            },
            "required": ["type"],
            "patternProperties": extensions(),
            "additionalProperties": false,
        },
    })
}

fn text(description: &str) -> Value {
    json!({ "description": description, "type": "string" })
}

fn texts(description: &str) -> Value {
    json!({ "description": description, "type": "array", "items": { "type": "string" } })
}

fn flag(description: &str) -> Value {
    json!({ "description": description, "type": "boolean" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_json_schema() {
        jsonschema::meta::validate(&schema()).expect("it follows the standard");
    }

    #[test]
    fn everything_in_it_is_described() {
        for keys in ["/properties", "/$defs/event/properties", "/$defs"] {
            let schema = schema();
            let keys = schema.pointer(keys).and_then(Value::as_object);
            for (key, value) in keys.expect("it is there") {
                assert!(value["description"].is_string(), "{key}");
            }
        }
    }
}
