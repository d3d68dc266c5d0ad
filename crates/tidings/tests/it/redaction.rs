//! The value of a `sensitive` property stays inside the event.

use serde_json::json;
use tidings::{Definition, Event, Property, PropertyType, Severity, TracingSender};

use crate::sample::DiskFormatted;
use crate::{Kept, disk_formatted, logged, shown};

const SECRET: &str = "hunter2";

#[track_caller]
fn check(text: &str) {
    assert!(!text.contains(SECRET), "{text}");
    assert!(text.contains("[redacted]"), "{text}");
}

#[test]
fn no_output_shows_the_value() {
    let event = disk_formatted();
    assert_eq!(event.key, SECRET);
    let record = event.to_record().unwrap();
    check(&record.message);
    check(&record.props_json());
    check(&serde_json::to_string(&record).unwrap());
    check(&format!("{record:?}"));
    check(&format!("{event:?}"));
    check(&format!("{event:#?}"));
    check(&logged(|| drop(event.send(&TracingSender::new()).wait())));
    check(&DiskFormatted::try_from(&record).unwrap().key);
}

#[test]
fn debug_is_that_of_a_struct() {
    assert_eq!(
        format!("{:?}", disk_formatted()),
        "DiskFormatted { host_id: 00000000-0000-0000-0000-000000000001, cluster_id: none, disk: \"sda\", size: 512, \
         key: \"[redacted]\", severity: none, load: none, begun: none }"
    );
}

#[test]
fn no_error_shows_the_value() {
    let event = DiskFormatted {
        key: format!("{SECRET}\0"),
        ..disk_formatted()
    };
    let error = event.send(&Kept::default()).wait().unwrap_err();
    assert!(!shown(&error).contains(SECRET), "{error:?}");
    assert!(!format!("{event:?}").contains(SECRET), "{event:?}");
}

#[test]
fn equality_compares_the_real_values() {
    assert_eq!(disk_formatted(), disk_formatted());
    let other = DiskFormatted {
        key: "hunter3".to_owned(),
        ..disk_formatted()
    };
    assert_ne!(disk_formatted(), other);
}

#[test]
fn values_from_json_stay_inside_too() {
    let key = Property::new("key", PropertyType::String)
        .into_sensitive()
        .into_optional();
    let definition = Definition::new(
        "key_rotated",
        "Key {key} rotated",
        "cluster",
        Severity::Info,
    )
    .with_properties(vec![key]);
    let record = |values: serde_json::Value| definition.record(values.as_object().unwrap());

    let sent = record(json!({"key": SECRET})).unwrap();
    assert_eq!(sent.message, "Key [redacted] rotated");
    check(&format!("{sent:?}"));
    assert_eq!(record(json!({})).unwrap().message, "Key none rotated");
    for wrong in [
        json!({"key": [SECRET]}),
        json!({"key": format!("{SECRET}\0")}),
    ] {
        let error = record(wrong).unwrap_err();
        assert!(!shown(&error).contains(SECRET), "{error:?}");
    }
}
