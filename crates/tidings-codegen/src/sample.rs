//! Values that an event could have, and the message that they give: what documents show.

use tidings_catalog::template::{Piece, pieces};
use tidings_catalog::{EventDefinition, Property, PropertyType};

use crate::json::Json;

/// A time of occurrence, to the millisecond.
pub(crate) const TIME: &str = "2026-11-01T12:00:00.000Z";

/// What stands for a sensitive value.
const REDACTED: &str = "[redacted]";

/// The value of a property as it is given to the event.
pub(crate) fn given(event: &EventDefinition, property: &Property) -> Json {
    let text = text(event, property);
    match property.property_type.value {
        PropertyType::Uuid | PropertyType::String | PropertyType::Timestamp => Json::Text(text),
        PropertyType::Integer
        | PropertyType::Int64
        | PropertyType::Bool
        | PropertyType::Float64 => Json::Literal(text),
    }
}

/// The value as it leaves the event.
pub(crate) fn shown(event: &EventDefinition, property: &Property) -> Json {
    if property.sensitive {
        return Json::text(REDACTED);
    }
    given(event, property)
}

/// The message of an event with these values, by the rules of the runtime.
pub(crate) fn message(event: &EventDefinition) -> String {
    let mut message = String::new();
    for piece in pieces(&event.message.value) {
        match piece {
            Piece::Text(text) => message.push_str(text),
            Piece::Placeholder { name, .. } => match event.property(name) {
                Some(property) if property.sensitive => message.push_str(REDACTED),
                Some(property) => message.push_str(&text(event, property)),
                None => message.push_str(&format!("{{{name}}}")),
            },
        }
    }
    message
}

/// The value as messages show it, which for every type is also how JSON has it.
fn text(event: &EventDefinition, property: &Property) -> String {
    let name = &property.name.value;
    match property.property_type.value {
        PropertyType::Uuid => uuid(event, name),
        PropertyType::String => match property.values.first() {
            Some(value) => value.value.clone(),
            None if name == "severity" => event.severity.value.name().to_owned(),
            None if property.subject => "A-17".to_owned(),
            None => format!("some {}", name.trim_matches('_').replace('_', " ")),
        },
        PropertyType::Integer | PropertyType::Int64 => "3".to_owned(),
        PropertyType::Bool => "true".to_owned(),
        PropertyType::Float64 => "1.5".to_owned(),
        PropertyType::Timestamp => "2026-11-01T12:00:00.000000Z".to_owned(),
    }
}

/// Another one for each property of an event, but the same for a subject in all events that begin alike.
fn uuid(event: &EventDefinition, name: &str) -> String {
    let mut names = event.properties.iter().map(|property| &property.name.value);
    let place = names.position(|other| other == name).unwrap_or_default();
    format!(
        "6e5b1c9a-5d1f-4c58-9a34-{:012x}",
        0x0f3c_5f0d_71a1_u64 + place as u64
    )
}
