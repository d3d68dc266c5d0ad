//! A stored record as the list route answers it.

use serde_json::{Map, Value};
use tidings::{OffsetDateTime, timestamp};
use tidings_store::StoredRecord;

/// Absent fields are left out; properties are a text that holds a JSON object.
pub fn event(stored: &StoredRecord) -> Value {
    let record = &stored.record;
    let mut event = Map::new();
    let mut put = |name: &str, value: Value| drop(event.insert(name.to_owned(), value));
    for (name, id) in &record.subjects {
        put(name, serde_json::to_value(id).unwrap_or_default());
    }
    put("id", record.id.to_string().into());
    put("severity", record.severity.as_str().into());
    put("category", record.category.as_str().into());
    put("message", record.message.clone().into());
    put("event_time", milliseconds(record.event_time).into());
    put("recorded_at", timestamp::format(stored.recorded_at).into());
    let texts = [
        ("name", Some(&*record.name)),
        ("event_type", Some(&*record.event_type)),
        ("request_id", record.request_id.as_deref()),
        ("source", record.source.as_deref()),
    ];
    for (name, text) in texts {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            put(name, text.into());
        }
    }
    if !record.props.is_empty() {
        put("props", record.props_json().into());
    }
    event.into()
}

/// With exactly three fractional digits, as the original writes it; what is finer is cut off.
fn milliseconds(time: OffsetDateTime) -> String {
    let mut text = timestamp::format(time);
    let end = text.len() - "456Z".len();
    text.truncate(end);
    text.push('Z');
    text
}
