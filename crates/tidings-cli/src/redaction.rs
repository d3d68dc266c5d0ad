//! Keeping sensitive values out of records that were rendered by somebody else.

use serde_json::Value as Json;
use tidings::{Definition, Property, PropertyType, REDACTED, Record, Value, Values};

/// Replaces what the definition calls sensitive, in properties and message.
///
/// The message may have such a value anywhere, so a message that shows one is rendered anew, from what the record has; a
/// value that it has not stays `{name}`.
pub fn redact(record: &mut Record, definition: &Definition) {
    let sensitive = definition
        .properties
        .iter()
        .filter(|property| property.sensitive);
    let mut is_shown = false;
    for property in sensitive {
        if let Some(value) = record.props.get_mut(&*property.name) {
            *value = REDACTED.into();
        }
        is_shown |= definition.message.contains(&placeholder(property));
    }
    if is_shown {
        let values: Vec<_> = definition
            .properties
            .iter()
            .map(|property| known(record, property))
            .collect();
        record.message = definition.render(&Known(values));
    }
}

fn placeholder(property: &Property) -> String {
    format!("{{{}}}", property.name)
}

/// As the message shows it.
fn known(record: &Record, property: &Property) -> Shown {
    if property.sensitive {
        return Shown::Text(REDACTED.to_owned());
    }
    if let Some(id) = record.subject(&property.name) {
        return Shown::Text(id.to_string());
    }
    match record.props.get(&*property.name) {
        Some(Json::String(text)) => Shown::Text(text.clone()),
        Some(Json::Number(number)) if property.property_type == PropertyType::Float64 => number
            .as_f64()
            .map_or_else(|| Shown::Text(number.to_string()), Shown::Float),
        Some(value) => Shown::Text(value.to_string()),
        None => Shown::Text(placeholder(property)),
    }
}

enum Shown {
    Text(String),
    Float(f64),
}

struct Known(Vec<Shown>);

impl Values for Known {
    fn value(&self, index: usize) -> Value<'_> {
        match self.0.get(index) {
            Some(Shown::Text(text)) => Value::String(text),
            Some(Shown::Float(number)) => Value::Float(*number),
            None => Value::Absent,
        }
    }
}
