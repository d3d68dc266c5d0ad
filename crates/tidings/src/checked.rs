//! Values, checked, into a record: the one way for typed events and for values that come as JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::definition::{Definition, Property};
use crate::event::Values;
use crate::{
    Id, InvalidProperty, OffsetDateTime, REDACTED, Record, SendError, Severity, Uuid, Value, scope,
    timestamp,
};

/// The longest id of a subject declared as `string`, in bytes.
pub(crate) const MAX_SUBJECT_TEXT: usize = 255;

/// The record of an event that happened at `event_time`, by default now.
pub(crate) fn record(
    definition: &Definition,
    values: &dyn Values,
    event_time: Option<OffsetDateTime>,
) -> Result<Record, SendError> {
    for (index, property) in definition.properties.iter().enumerate() {
        check(property, values.value(index)).map_err(SendError::from)?;
    }
    let event_time = self::event_time(event_time)?;
    Ok(unchecked_record(definition, values, event_time))
}

/// The time of occurrence, by default now.
pub(crate) fn event_time(given: Option<OffsetDateTime>) -> Result<OffsetDateTime, InvalidProperty> {
    checked_time("event_time", given.unwrap_or_else(OffsetDateTime::now_utc))
}

/// Whether a value can be what its property says and be held by a record.
pub(crate) fn check(property: &Property, value: Value<'_>) -> Result<(), InvalidProperty> {
    let reason = match value {
        Value::Absent if property.optional => return Ok(()),
        Value::Absent => Cow::Borrowed("is required"),
        Value::String(text) => return check_text(property, text),
        Value::Float(number) if !number.is_finite() => Cow::Borrowed("must be a finite number"),
        Value::Timestamp(time) => return checked_time(&property.name, time).map(drop),
        _ => return Ok(()),
    };
    Err(InvalidProperty::new(property.name.clone(), reason))
}

fn check_text(property: &Property, text: &str) -> Result<(), InvalidProperty> {
    let invalid =
        |reason: Cow<'static, str>| Err(InvalidProperty::new(property.name.clone(), reason));
    if property.sensitive && text == REDACTED {
        // It left another process, which knew the value.
        return Ok(());
    }
    if text.contains('\0') {
        return invalid("must not contain a NUL character".into());
    }
    if property.subject && !(1..=MAX_SUBJECT_TEXT).contains(&text.len()) {
        return invalid(format!("must be 1 to {MAX_SUBJECT_TEXT} bytes long").into());
    }
    if !property.values.is_empty() && !property.values.iter().any(|value| value == text) {
        return invalid(format!("should be one of [{}]", property.values.join(" ")).into());
    }
    if property.name == "severity"
        && let Err(unknown) = text.parse::<Severity>()
    {
        return invalid(unknown.to_string().into());
    }
    Ok(())
}

pub(crate) fn checked_time(
    name: &str,
    time: OffsetDateTime,
) -> Result<OffsetDateTime, InvalidProperty> {
    let invalid = || InvalidProperty::new(name.to_owned(), "must be in the years 0 to 9999");
    timestamp::normalize(time).ok_or_else(invalid)
}

/// The record of values that passed [`check`].
pub(crate) fn unchecked_record(
    definition: &Definition,
    values: &dyn Values,
    event_time: OffsetDateTime,
) -> Record {
    let (mut subjects, mut props) = (BTreeMap::new(), BTreeMap::new());
    for (index, property) in definition.properties.iter().enumerate() {
        let value = shown(property, values.value(index));
        if property.subject {
            subjects.extend(Id::of(value).map(|id| (property.name.clone(), id)));
        } else if let Some(json) = to_json(value) {
            props.insert(property.name.clone(), json);
        }
    }
    let trace = scope::trace_context();
    Record {
        id: Uuid::now_v7(),
        name: definition.name.clone(),
        event_type: definition.event_type.clone(),
        category: definition.category,
        severity: severity(definition, values),
        message: definition.render(values),
        event_time,
        request_id: scope::request_id(),
        source: None,
        trace_id: trace.as_ref().map(|trace| trace.trace_id.clone()),
        span_id: trace.map(|trace| trace.span_id),
        definition: Some(definition.hash()),
        subjects,
        props,
    }
}

/// The value as it may leave the event.
pub(crate) fn shown<'a>(property: &Property, value: Value<'a>) -> Value<'a> {
    if property.sensitive {
        value.redacted()
    } else {
        value
    }
}

fn severity(definition: &Definition, values: &dyn Values) -> Severity {
    let value = definition
        .compiled()
        .severity
        .map(|index| values.value(index));
    match value {
        Some(Value::String(text)) => text.parse().unwrap_or(definition.severity),
        _ => definition.severity,
    }
}

fn to_json(value: Value<'_>) -> Option<serde_json::Value> {
    Some(match value {
        Value::Absent => return None,
        Value::String(text) => text.into(),
        Value::Integer(number) => number.into(),
        Value::Bool(truth) => truth.into(),
        Value::Float(number) => number.into(),
        Value::Uuid(_) | Value::Timestamp(_) => {
            let mut text = String::with_capacity(value.rendered_len());
            value.render_into(&mut text);
            text.into()
        }
    })
}
