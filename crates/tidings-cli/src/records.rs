//! Stored records as people and programs read them.

use anyhow::{Context, Result};
use serde_json::Value;
use tidings::timestamp;
use tidings_store::StoredRecord;

/// Time, severity, event, subjects, message.
pub fn cells(stored: &StoredRecord) -> [String; 5] {
    let record = &stored.record;
    let subjects = record.subjects.iter().map(|(name, id)| {
        let kind = name.strip_suffix("_id").unwrap_or(name);
        format!("{kind}={id}")
    });
    [
        timestamp::format(record.event_time),
        record.severity.to_string(),
        record.name.to_string(),
        subjects.collect::<Vec<_>>().join(" "),
        record.message.clone(),
    ]
}

/// The record's own JSON, and when it was stored.
pub fn json(stored: &StoredRecord) -> Result<Value> {
    let mut json = serde_json::to_value(&stored.record).context("cannot write a record as JSON")?;
    json["recorded_at"] = timestamp::format(stored.recorded_at).into();
    Ok(json)
}
