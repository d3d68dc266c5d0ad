use serde_json::{Value as Json, json};
use tidings::{Definition, Id, OffsetDateTime, Property, PropertyType, Severity};

use crate::time;

fn definition() -> Definition {
    Definition::new(
        "order_placed",
        "{order_id} {shelf_id} {user_id} {state} {rush} {weight} {due} {count}",
        "order",
        Severity::Info,
    )
    .with_properties(vec![
        Property::new("order_id", PropertyType::String).into_subject(),
        Property::new("shelf_id", PropertyType::Int64)
            .into_subject()
            .into_optional(),
        Property::new("user_id", PropertyType::Uuid)
            .into_subject()
            .into_optional(),
        Property::new("state", PropertyType::String)
            .with_values(vec!["new".into(), "old".into()])
            .into_optional(),
        Property::new("rush", PropertyType::Bool).into_optional(),
        Property::new("weight", PropertyType::Float64).into_optional(),
        Property::new("due", PropertyType::Timestamp).into_optional(),
        Property::new("count", PropertyType::Integer).into_optional(),
        Property::new("severity", PropertyType::String).into_optional(),
    ])
}

/// The error for these values.
#[track_caller]
fn check(values: Json, expected: &str) {
    let error = definition()
        .record(values.as_object().unwrap())
        .unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn values_of_every_type_are_read() {
    let values = json!({
        "order_id": "A-17", "shelf_id": i64::MAX, "user_id": "00000000-0000-0000-0000-00000000ABCD", "state": "new",
        "rush": true, "weight": 2, "due": "2026-11-01T12:00:00+01:00", "count": i64::MIN, "severity": "error",
    });
    let at = time("2026-11-01T12:00:00Z");
    let record = definition()
        .record_at(values.as_object().unwrap(), at)
        .unwrap();
    assert_eq!(
        record.message,
        "A-17 9223372036854775807 00000000-0000-0000-0000-00000000abcd new true 2 2026-11-01T11:00:00.000000Z -9223372036854775808"
    );
    assert_eq!(record.event_time, at);
    assert_eq!(record.severity, Severity::Error);
    assert_eq!(record.subject("order_id"), Some(&Id::from("A-17")));
    assert_eq!(record.subject("shelf_id"), Some(&Id::from(i64::MAX)));
    assert_eq!(record.definition, Some(definition().hash()));
    record.validate().unwrap();
}

#[test]
fn null_is_absent() {
    let values = json!({"order_id": "A-17", "shelf_id": null});
    let record = definition().record(values.as_object().unwrap()).unwrap();
    assert_eq!(record.subjects.len(), 1);
    assert_eq!(record.message, "A-17 none none none none none none none");
}

#[test]
fn all_that_is_wrong_is_told_at_once_in_declared_order() {
    check(
        json!({
            "colour": "red", "count": "7", "due": "tomorrow", "weight": "2", "rush": "yes", "state": "gone", "user_id": "u",
            "shelf_id": 1.5, "severity": "fatal", "size": 1,
        }),
        "event `order_placed`: property `order_id` is required; property `shelf_id` must be a 64-bit integer; \
         property `user_id` must be a UUID; property `state` should be one of [new old]; \
         property `rush` must be true or false; property `weight` must be a number; \
         property `due` must be an RFC 3339 time, as 2026-11-01T12:00:00Z; property `count` must be a 64-bit integer; \
         property `severity` should be one of [info warning error critical]; \
         property `colour` is unknown; the event has [order_id shelf_id user_id state rush weight due count severity]; \
         property `size` is unknown; the event has [order_id shelf_id user_id state rush weight due count severity]",
    );
}

#[test]
fn a_secret_may_be_redacted_already() {
    let secret = Property::new("kind", PropertyType::String)
        .with_values(vec!["open".into(), "sealed".into()])
        .into_sensitive();
    let definition = Definition::new("order_sealed", "{kind}", "order", Severity::Info)
        .with_properties(vec![secret]);
    for (kind, right) in [("open", true), ("[redacted]", true), ("hidden", false)] {
        let values = json!({"kind": kind});
        let record = definition.record(values.as_object().unwrap());
        assert_eq!(record.is_ok(), right, "{kind}");
        assert!(record.is_err() || record.unwrap().message == "[redacted]");
    }
}

#[test]
fn texts_that_no_record_can_hold_are_refused() {
    check(
        json!({"order_id": "a\0b"}),
        "event `order_placed`: property `order_id` must not contain a NUL character",
    );
    check(
        json!({"order_id": ""}),
        "event `order_placed`: property `order_id` must be 1 to 255 bytes long",
    );
    check(
        json!({"order_id": "é".repeat(128)}),
        "event `order_placed`: property `order_id` must be 1 to 255 bytes long",
    );
    check(
        json!({"order_id": "A", "count": 9_223_372_036_854_775_808_u64}),
        "event `order_placed`: property `count` must be a 64-bit integer",
    );
    let longest = json!({"order_id": "a".repeat(255)});
    definition().record(longest.as_object().unwrap()).unwrap();
}

#[test]
fn a_wrong_time_is_told_with_the_rest() {
    let distant = OffsetDateTime::from_unix_timestamp(-70_000_000_000).unwrap();
    let error = definition()
        .record_at(json!({"order_id": 1}).as_object().unwrap(), distant)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "event `order_placed`: property `order_id` must be a string; property `event_time` must be in the years 0 to 9999"
    );
}
