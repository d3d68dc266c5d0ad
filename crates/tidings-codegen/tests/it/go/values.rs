//! Values of properties, as JSON for the Rust runtime and as Go.

use serde_json::{Map, Value as Json, json};
use tidings_catalog::names::go as names;
use tidings_catalog::{EventDefinition, Property, PropertyType};

/// How often each event is sent, with other values each time.
pub const ROUNDS: usize = 4;

/// In every sensitive value.
pub const SECRET: &str = "hunter2";

/// The round in which what is optional is absent.
const ABSENT: usize = 1;

const UUIDS: [&str; ROUNDS] = [
    "00000000-0000-0000-0000-000000000abc",
    "6e5b1c9a-5d1f-4c58-9a34-0f3c5f0d71aa",
    "0D7E3C1E-59A5-4D46-9A0B-2C3F6D0A4B11",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
];
const TEXTS: [&str; ROUNDS] = [
    "fine",
    "",
    "{host_id} {cluster_id} {text} \"quoted\" 'single' `tick` back\\slash\r\n\ttab é日本😀 bidi\u{202e}",
    "%s %d %!v $1 \\n <nil> none {} }{",
];
const INTEGERS: [i64; ROUNDS] = [-7, 0, i64::MAX, i64::MIN];
const FLOATS: [f64; ROUNDS] = [0.5, 1e21, -1.25e-7, 123_456_789.125];
const TIMES: [&str; ROUNDS] = [
    "1970-01-01T00:00:00Z",
    "2026-11-01T02:03:04.1234567+02:00",
    "0001-01-01T00:00:00.000001Z",
    "9999-12-31T23:59:59.999999999Z",
];
const SEVERITIES: [&str; ROUNDS] = ["info", "critical", "error", "warning"];

/// All values of an event by property, without those that are absent.
pub fn json(event: &EventDefinition, round: usize) -> Map<String, Json> {
    let present = event.properties.iter();
    let present = present.filter(|property| is_present(property, round));
    present
        .map(|property| (property.name.value.clone(), value(property, round)))
        .collect()
}

/// The same in Go, as arguments; `package` is where the event's types are.
pub fn arguments(event: &EventDefinition, round: usize, package: &str, own: bool) -> Vec<String> {
    let properties = event.properties.iter();
    properties
        .map(|property| {
            if !is_present(property, round) {
                return "nil".to_owned();
            }
            let value = expression(event, property, round, package, own);
            match property.optional {
                true => format!("rendering.Pointer({value})"),
                false => value,
            }
        })
        .collect()
}

fn is_present(property: &Property, round: usize) -> bool {
    !property.optional || round != ABSENT
}

fn value(property: &Property, round: usize) -> Json {
    match property.property_type.value {
        PropertyType::Uuid => json!(UUIDS[round]),
        PropertyType::String => json!(text(property, round)),
        PropertyType::Integer | PropertyType::Int64 => json!(INTEGERS[round]),
        PropertyType::Bool => json!(round.is_multiple_of(2)),
        PropertyType::Float64 => json!(FLOATS[round]),
        PropertyType::Timestamp => json!(TIMES[round]),
    }
}

fn text(property: &Property, round: usize) -> String {
    let text = TEXTS[round];
    match property.values.get(round % property.values.len().max(1)) {
        Some(value) => value.value.clone(),
        None if property.name.value == "severity" => SEVERITIES[round].to_owned(),
        None if property.sensitive => format!("{SECRET} {text}"),
        // The id of a subject has at least one byte.
        None if property.subject => format!("A{text}"),
        None => text.to_owned(),
    }
}

fn expression(
    event: &EventDefinition,
    property: &Property,
    round: usize,
    package: &str,
    own: bool,
) -> String {
    let text = text(property, round);
    if !property.values.is_empty() {
        let (event, property) = (&event.name.value, &property.name.value);
        let constant = names::constant_name(event, property, &text);
        return format!("{package}.{constant}");
    }
    let uuids = if own { package } else { "strfmt" };
    match property.property_type.value {
        PropertyType::Uuid => format!("{uuids}.UUID({:?})", UUIDS[round]),
        // JSON's escapes are Go's, too.
        PropertyType::String => format!("string({})", json!(text)),
        PropertyType::Integer => format!("int({})", INTEGERS[round]),
        PropertyType::Int64 => format!("int64({})", INTEGERS[round]),
        PropertyType::Bool => round.is_multiple_of(2).to_string(),
        PropertyType::Float64 => format!("float64({:?})", FLOATS[round]),
        PropertyType::Timestamp => format!("rendering.Time({:?})", TIMES[round]),
    }
}
