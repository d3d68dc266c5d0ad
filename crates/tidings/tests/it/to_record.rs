use std::time::{Duration, SystemTime};

use serde_json::{Value as Json, json};
use tidings::{Category, Event, Id, OffsetDateTime, SendError, Severity, Uuid};

use crate::sample::{DEFINITIONS, DiskFormatted, DiskFormattedDisk, send_disk_formatted};
use crate::{Kept, disk_formatted, time};

fn full() -> DiskFormatted {
    DiskFormatted {
        cluster_id: Some(Uuid::from_u128(7)),
        disk: DiskFormattedDisk::Sdb,
        severity: Some("critical".to_owned()),
        load: Some(0.1),
        begun: Some(time("2026-11-01T12:00:00.1234569+02:00")),
        ..disk_formatted()
    }
}

#[test]
fn a_record_holds_everything_of_the_event() {
    let record = full().to_record().unwrap();
    assert_eq!(record.name, DiskFormatted::NAME);
    assert_eq!(record.event_type, "host");
    assert_eq!(record.category, Category::User);
    assert_eq!(record.severity, Severity::Critical);
    assert_eq!(record.definition, Some(DEFINITIONS[0].hash()));
    assert_eq!(
        record.subject("host_id"),
        Some(&Id::from(Uuid::from_u128(1)))
    );
    assert_eq!(
        record.subject("cluster_id"),
        Some(&Id::from(Uuid::from_u128(7)))
    );
    assert_eq!(record.subjects.len(), 2);
    assert_eq!(
        record.props_json(),
        r#"{"begun":"2026-11-01T10:00:00.123456Z","disk":"sdb","key":"[redacted]","load":0.1,"severity":"critical","size":512}"#
    );
    assert_eq!(
        (record.request_id, record.source, record.trace_id),
        (None, None, None)
    );
}

#[test]
fn what_is_absent_is_left_out() {
    let record = disk_formatted().to_record().unwrap();
    assert_eq!(record.severity, Severity::Info);
    assert_eq!(record.subject("cluster_id"), None);
    let props: Vec<(&str, &Json)> = record
        .props
        .iter()
        .map(|(name, value)| (&**name, value))
        .collect();
    assert_eq!(
        props,
        [
            ("disk", &json!("sda")),
            ("key", &json!("[redacted]")),
            ("size", &json!(512))
        ]
    );
}

#[test]
fn every_record_has_an_id_of_its_own_and_the_time() {
    let before = OffsetDateTime::from(SystemTime::now()) - Duration::from_micros(1);
    let records = [(); 100].map(|()| disk_formatted().to_record().unwrap());
    let after = OffsetDateTime::from(SystemTime::now());
    for record in &records {
        assert_eq!(record.id.get_version_num(), 7);
        assert!(before <= record.event_time && record.event_time <= after);
        assert_eq!(record.event_time.nanosecond() % 1000, 0);
    }
    assert!(records.is_sorted_by(|one, next| one.id < next.id));
}

#[test]
fn the_time_of_occurrence_is_cut_to_the_microsecond_in_utc() {
    let kept = Kept::default();
    let event_time = time("2026-11-01T12:00:00Z") + Duration::from_nanos(1_999);
    let event_time = event_time.to_offset(time::UtcOffset::from_hms(-3, 0, 0).unwrap());
    disk_formatted().send_at(&kept, event_time).wait().unwrap();
    let sent = kept.records.lock().unwrap().remove(0);
    assert_eq!(sent.event_time, time("2026-11-01T12:00:00.000001Z"));
    assert!(sent.event_time.offset().is_utc());
    sent.validate().unwrap();
}

#[test]
fn functions_send_what_the_method_sends() {
    let kept = Kept::default();
    let event = full();
    let DiskFormatted {
        host_id,
        cluster_id,
        disk,
        size,
        key,
        severity,
        load,
        begun,
    } = event.clone();
    send_disk_formatted(
        &kept, host_id, cluster_id, disk, size, key, severity, load, begun,
    )
    .wait()
    .unwrap();
    event.send(&kept).wait().unwrap();
    let mut records = kept.records.lock().unwrap().clone();
    let (one, other) = (records.remove(0), &mut records[0]);
    (other.id, other.event_time) = (one.id, one.event_time);
    assert_eq!(one, *other);
}

#[test]
fn values_that_no_record_can_hold_are_refused_by_name() {
    let text = |text: &str| Some(text.to_owned());
    let distant = OffsetDateTime::from_unix_timestamp(-70_000_000_000).unwrap();
    let cases = [
        (
            DiskFormatted {
                key: "a\0b".to_owned(),
                ..full()
            },
            "property `key` must not contain a NUL character",
        ),
        (
            DiskFormatted {
                load: Some(f64::NAN),
                ..full()
            },
            "property `load` must be a finite number",
        ),
        (
            DiskFormatted {
                load: Some(f64::INFINITY),
                ..full()
            },
            "property `load` must be a finite number",
        ),
        (
            DiskFormatted {
                load: Some(f64::NEG_INFINITY),
                ..full()
            },
            "property `load` must be a finite number",
        ),
        (
            DiskFormatted {
                severity: text("fatal"),
                ..full()
            },
            "property `severity` should be one of [info warning error critical]",
        ),
        (
            DiskFormatted {
                severity: text("Error"),
                ..full()
            },
            "property `severity` should be one of [info warning error critical]",
        ),
        (
            DiskFormatted {
                severity: text(""),
                ..full()
            },
            "property `severity` should be one of [info warning error critical]",
        ),
        (
            DiskFormatted {
                begun: Some(distant),
                ..full()
            },
            "property `begun` must be in the years 0 to 9999",
        ),
    ];
    for (event, expected) in cases {
        let kept = Kept::default();
        for error in [
            event.to_record().unwrap_err(),
            event.send(&kept).wait().unwrap_err(),
        ] {
            assert!(matches!(error, SendError::InvalidValue { .. }), "{error:?}");
            assert_eq!(error.to_string(), expected);
        }
        assert_eq!(
            kept.calls(),
            0,
            "nothing should reach the sender: {expected}"
        );
    }
    let error = full()
        .send_at(&Kept::default(), distant)
        .wait()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "property `event_time` must be in the years 0 to 9999"
    );
}

#[test]
fn a_severity_property_overrides_the_definition() {
    for severity in Severity::ALL {
        let event = DiskFormatted {
            severity: Some(severity.to_string()),
            ..disk_formatted()
        };
        assert_eq!(event.to_record().unwrap().severity, severity);
    }
}
