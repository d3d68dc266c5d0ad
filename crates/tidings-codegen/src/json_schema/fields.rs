//! The fields that all events have.

use super::dialect::Dialect;
use crate::json::{Json, Object, object};

/// The schema's name of those that are listed.
pub(crate) const LISTED: &str = "ListedFields";
/// The schema's name of those of a record.
pub(crate) const RECORD: &str = "RecordFields";

/// Of an event as the service lists it. A newer service may list more.
pub(crate) fn listed(dialect: &Dialect) -> Json {
    let fields = object([
        ("id", uuid(dialect, "The record's id.")),
        ("message", text("What happened, for people.")),
        (
            "event_time",
            time("When it happened: UTC, three fractional digits."),
        ),
        (
            "recorded_at",
            time("When it was stored: UTC, six fractional digits."),
        ),
        ("request_id", text("The request in which it happened.")),
        ("source", text("The service that sent it.")),
    ]);
    let about = "What every listed event has beside its own.";
    schema(
        about,
        &["id", "message", "event_time", "recorded_at"],
        fields,
    )
}

/// Of a record. A newer sender may write more.
pub(crate) fn record(dialect: &Dialect) -> Json {
    let digits = Json::object([
        ("type", Json::text("string")),
        ("pattern", Json::text("^[0-9a-f]{16}$")),
        (
            "description",
            Json::text("A hash of the definition it was made by."),
        ),
    ]);
    let fields = object([
        (
            "id",
            uuid(dialect, "UUIDv7; the same id again is stored once."),
        ),
        ("message", text("What happened, for people.")),
        (
            "event_time",
            time("When it happened: UTC, six fractional digits."),
        ),
        ("request_id", text("The request in which it happened.")),
        ("source", text("The service that sent it.")),
        ("trace_id", text("Of W3C Trace Context.")),
        ("span_id", text("Of W3C Trace Context.")),
        ("definition", digits),
    ]);
    let about = "What every record has beside its own.";
    schema(about, &["id", "message", "event_time"], fields)
}

fn schema(about: &str, required: &[&str], fields: Object) -> Json {
    Json::object([
        ("description", Json::text(about)),
        ("type", Json::text("object")),
        ("required", Json::texts(required.iter().copied())),
        ("properties", Json::Object(fields)),
    ])
}

fn uuid(dialect: &Dialect, about: &str) -> Json {
    let mut uuid = dialect.uuid();
    uuid.push(("description".into(), Json::text(about)));
    Json::Object(uuid)
}

fn text(about: &str) -> Json {
    Json::object([
        ("type", Json::text("string")),
        ("description", Json::text(about)),
    ])
}

fn time(about: &str) -> Json {
    Json::object([
        ("type", Json::text("string")),
        ("format", Json::text("date-time")),
        ("description", Json::text(about)),
    ])
}
