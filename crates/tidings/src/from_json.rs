//! Events whose values come as JSON: from a command line or over HTTP, checked against a definition.

use serde_json::{Map, Value as Json};

use crate::checked;
use crate::definition::{Definition, Property, PropertyType};
use crate::event::Values;
use crate::{InvalidProperty, InvalidValues, OffsetDateTime, Record, Uuid, Value, timestamp};

impl Definition {
    /// The record of an event of this definition, with values by property name, that happened now.
    ///
    /// JSON strings for UUIDs, strings and RFC 3339 timestamps, numbers, booleans; `null` is absent.
    ///
    /// # Errors
    /// All properties that are missing, unknown or wrong.
    pub fn record(&self, values: &Map<String, Json>) -> Result<Record, InvalidValues> {
        self.record_from_json(values, None)
    }

    /// The same with another time of occurrence.
    ///
    /// # Errors
    /// Also a time outside the years 0 to 9999, as the last property, `event_time`.
    pub fn record_at(
        &self,
        values: &Map<String, Json>,
        event_time: OffsetDateTime,
    ) -> Result<Record, InvalidValues> {
        self.record_from_json(values, Some(event_time))
    }

    fn record_from_json(
        &self,
        values: &Map<String, Json>,
        event_time: Option<OffsetDateTime>,
    ) -> Result<Record, InvalidValues> {
        let (mut read, mut invalid) = (Vec::with_capacity(self.properties.len()), Vec::new());
        for property in self.properties.iter() {
            match read_value(property, values.get(&*property.name)) {
                Ok(value) => read.push(value),
                Err(error) => invalid.push(error),
            }
        }
        let unknown = values.keys().filter(|name| self.property(name).is_none());
        invalid
            .extend(unknown.map(|name| InvalidProperty::new(name.clone(), self.unknown_reason())));
        match checked::event_time(event_time) {
            Ok(time) if invalid.is_empty() => {
                return Ok(checked::unchecked_record(self, &ReadValues(read), time));
            }
            time => invalid.extend(time.err()),
        }
        Err(InvalidValues {
            event: self.name.clone(),
            properties: invalid,
        })
    }

    fn unknown_reason(&self) -> String {
        let known: Vec<&str> = self
            .properties
            .iter()
            .map(|property| &*property.name)
            .collect();
        format!("is unknown; the event has [{}]", known.join(" "))
    }
}

struct ReadValues<'a>(Vec<Value<'a>>);

impl Values for ReadValues<'_> {
    fn value(&self, index: usize) -> Value<'_> {
        self.0.get(index).copied().unwrap_or(Value::Absent)
    }
}

fn read_value<'a>(
    property: &Property,
    json: Option<&'a Json>,
) -> Result<Value<'a>, InvalidProperty> {
    let value = match json {
        None | Some(Json::Null) => Value::Absent,
        Some(json) => typed_value(property.property_type, json)
            .map_err(|reason| InvalidProperty::new(property.name.clone(), reason))?,
    };
    checked::check(property, value)?;
    Ok(value)
}

/// The JSON as a value of the type, or what it should be.
pub(crate) fn typed_value(
    property_type: PropertyType,
    json: &Json,
) -> Result<Value<'_>, &'static str> {
    let value = match property_type {
        PropertyType::Uuid => json
            .as_str()
            .and_then(|text| Uuid::try_parse(text).ok())
            .map(Value::Uuid),
        PropertyType::String => json.as_str().map(Value::String),
        PropertyType::Integer | PropertyType::Int64 => json.as_i64().map(Value::Integer),
        PropertyType::Bool => json.as_bool().map(Value::Bool),
        PropertyType::Float64 => json.as_f64().map(Value::Float),
        PropertyType::Timestamp => json
            .as_str()
            .and_then(|text| timestamp::parse(text).ok())
            .map(Value::Timestamp),
    };
    value.ok_or(match property_type {
        PropertyType::Uuid => "must be a UUID",
        PropertyType::String => "must be a string",
        PropertyType::Integer | PropertyType::Int64 => "must be a 64-bit integer",
        PropertyType::Bool => "must be true or false",
        PropertyType::Float64 => "must be a number",
        PropertyType::Timestamp => "must be an RFC 3339 time, as 2026-11-01T12:00:00Z",
    })
}
