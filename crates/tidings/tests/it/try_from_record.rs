use serde_json::{Value as Json, json};
use tidings::generated::v1::Fields;
use tidings::{Definition, Event, Id, Property, PropertyType, Record, Severity, Uuid};

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

#[test]
fn old_names_are_read() {
    let property = |name, old: &'static str| {
        Property::new(name, PropertyType::String).with_old_names(vec![old.into()])
    };
    let definition = Definition::new("order_shipped", "", "order", Severity::Info)
        .with_properties(vec![
            property("order_id", "parcel_id").into_subject(),
            property("carrier", "by"),
        ])
        .with_old_names(vec!["order_sent".into(), "parcel_sent".into()]);
    let read = |record: &Record| {
        let fields = Fields::of(record, &definition);
        fields.finish((fields.string(0), fields.string(1)))
    };
    for (name, subject, carrier) in [
        ("parcel_sent", "parcel_id", "by"),
        ("order_sent", "parcel_id", "carrier"),
        ("order_shipped", "order_id", "by"),
        ("order_shipped", "order_id", "carrier"),
    ] {
        let mut record = Record::new(name, "order", Severity::Info, "");
        record.subjects.insert(subject.into(), "A-17".into());
        record.props.insert(carrier.into(), json!("post"));
        assert_eq!(read(&record), Ok(("A-17".to_owned(), "post".to_owned())));
    }
    let mut both = Record::new("order_shipped", "order", Severity::Info, "");
    both.subjects.insert("order_id".into(), "A-17".into());
    both.props.insert("by".into(), json!("old"));
    both.props.insert("carrier".into(), json!("new"));
    assert_eq!(read(&both), Ok(("A-17".to_owned(), "new".to_owned())));
    both.name = "order_lost".into();
    assert!(read(&both).is_err());
}
