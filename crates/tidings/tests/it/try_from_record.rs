use serde_json::{Value as Json, json};
use tidings::{Event, Id, Record, Uuid};

use crate::sample::{DiskFormatted, DiskFormattedDisk};
use crate::{disk_formatted, time};

fn full() -> DiskFormatted {
    DiskFormatted {
        cluster_id: Some(Uuid::from_u128(7)),
        disk: DiskFormattedDisk::Sdb,
        size: i64::MIN,
        // What comes back of a sensitive property.
        key: tidings::REDACTED.to_owned(),
        severity: Some("warning".to_owned()),
        load: Some(1.0),
        begun: Some(time("2026-11-01T12:00:00.000001Z")),
        ..disk_formatted()
    }
}

/// The error for the sample's record after this change.
#[track_caller]
fn check(change: impl FnOnce(&mut Record), expected: &str) {
    let mut record = full().to_record().unwrap();
    change(&mut record);
    assert_eq!(
        DiskFormatted::try_from(&record).unwrap_err().to_string(),
        expected
    );
}

#[test]
fn an_event_comes_back_from_its_record_and_its_json() {
    for event in [
        full(),
        DiskFormatted {
            key: tidings::REDACTED.to_owned(),
            ..disk_formatted()
        },
    ] {
        let record = event.to_record().unwrap();
        assert_eq!(DiskFormatted::try_from(&record).unwrap(), event);
        let json = serde_json::to_string(&record).unwrap();
        let read: Record = serde_json::from_str(&json).unwrap();
        assert_eq!(DiskFormatted::try_from(&read).unwrap(), event);
    }
}

#[test]
fn unknown_properties_are_ignored() {
    let mut record = full().to_record().unwrap();
    record.props.insert("colour".into(), json!("red"));
    record.subjects.insert("order_id".into(), Id::from("A-17"));
    assert_eq!(DiskFormatted::try_from(&record).unwrap(), full());
}

#[test]
fn a_missing_or_null_optional_is_none() {
    let mut record = full().to_record().unwrap();
    record.subjects.remove("cluster_id");
    record.props.remove("severity");
    record.props.insert("load".into(), Json::Null);
    record.props.remove("begun");
    let expected = DiskFormatted {
        cluster_id: None,
        severity: None,
        load: None,
        begun: None,
        ..full()
    };
    assert_eq!(DiskFormatted::try_from(&record).unwrap(), expected);
}

#[test]
fn a_missing_required_property_is_named() {
    let set = |name: &'static str, value: Json| {
        move |record: &mut Record| drop(record.props.insert(name.into(), value))
    };
    check(
        |record| record.name = "host_bound".into(),
        "the record is of event `host_bound`, not of `disk_formatted`",
    );
    check(
        |record| drop(record.subjects.remove("host_id")),
        "the record of event `disk_formatted` has no property `host_id`",
    );
    check(
        |record| drop(record.props.remove("size")),
        "the record of event `disk_formatted` has no property `size`",
    );
    check(
        set("key", Json::Null),
        "the record of event `disk_formatted` has no property `key`",
    );
}

#[test]
fn a_value_of_another_type_is_named_and_not_shown() {
    let set = |name: &'static str, value: Json| {
        move |record: &mut Record| drop(record.props.insert(name.into(), value))
    };
    check(
        set("size", json!("512")),
        "property `size` of the record of event `disk_formatted` must be a 64-bit integer",
    );
    check(
        set("size", json!(1.5)),
        "property `size` of the record of event `disk_formatted` must be a 64-bit integer",
    );
    check(
        set("begun", json!("noon")),
        "property `begun` of the record of event `disk_formatted` must be an RFC 3339 time, as 2026-11-01T12:00:00Z",
    );
    check(
        set("disk", json!("sdc")),
        "property `disk` of the record of event `disk_formatted` is none of the declared values",
    );
    check(
        |record| drop(record.subjects.insert("host_id".into(), Id::from("h1"))),
        "property `host_id` of the record of event `disk_formatted` must be a UUID",
    );
    check(
        |record| drop(record.subjects.insert("cluster_id".into(), Id::from(7))),
        "property `cluster_id` of the record of event `disk_formatted` must be a UUID",
    );
}
