//! What users see of the generated items beside sending.

use std::time::Duration;

use tidings::{Category, Definition, Event, OffsetDateTime, Receipt, Sender, Severity, Uuid};

use crate::cases::{metrics_and_rate_limits, minimal, nasty, sensitive};
use crate::recorder::Recorder;

#[test]
fn definitions_are_those_of_the_catalog_in_its_order() {
    let names: Vec<&str> = metrics_and_rate_limits::DEFINITIONS
        .iter()
        .map(|definition| &*definition.name)
        .collect();
    assert_eq!(
        names,
        [
            "installation_was_measured",
            "disk_speed_degraded",
            "disk_speed_measured"
        ]
    );
    let facts = |definition: &Definition| {
        (
            definition.severity,
            definition.category,
            definition.rate_limit.map(|window| window.as_secs()),
        )
    };
    let facts: Vec<_> = metrics_and_rate_limits::DEFINITIONS
        .iter()
        .map(|definition| facts(definition))
        .collect();
    assert_eq!(
        facts,
        [
            (Severity::Info, Category::Metrics, None),
            (Severity::Warning, Category::User, Some(3600)),
            (Severity::Critical, Category::Metrics, Some(90)),
        ]
    );
    assert_eq!(nasty::DEFINITIONS.len(), 17);
    assert!(std::ptr::eq(
        minimal::ClusterRegistered::definition(),
        minimal::DEFINITIONS[0]
    ));
}

#[test]
fn functions_and_methods_take_the_time_of_the_event() {
    let time = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(1);
    let cluster_id = Uuid::from_u128(1);
    let registered = minimal::ClusterRegistered { cluster_id };
    let recorder = Recorder::default();
    let receipt = registered.send_at(&recorder, time).wait().unwrap();
    let record = recorder.only();
    assert_eq!(record.event_time, time);
    assert_eq!(receipt, Receipt::Stored { id: record.id });

    let recorder = Recorder::default();
    let unsized_sender: &dyn Sender = &recorder;
    let sending = minimal::send_cluster_registered_at(unsized_sender, cluster_id, time);
    sending.wait().unwrap();
    assert_eq!(recorder.only().event_time, time);

    let recorder = Recorder::default();
    nasty::send_sender_at(&recorder, "a", OffsetDateTime::UNIX_EPOCH, time)
        .wait()
        .unwrap();
    let record = recorder.only();
    assert_eq!(record.event_time, time);
    assert_eq!(record.message, "a at 1970-01-01T00:00:00.000000Z");
}

#[test]
fn sensitive_values_count_when_compared_and_are_never_shown() {
    let changed = |password: &str| sensitive::ClusterCredentialsChanged {
        cluster_id: Uuid::from_u128(1),
        password: password.to_owned(),
        pull_secret: Some("geheim".to_owned()),
        user: "ada".to_owned(),
    };
    assert_eq!(changed("hunter2"), changed("hunter2").clone());
    assert_ne!(changed("hunter2"), changed("hunter3"));
    assert_eq!(
        format!("{:?}", changed("hunter2")),
        "ClusterCredentialsChanged { cluster_id: 00000000-0000-0000-0000-000000000001, \
         password: \"[redacted]\", pull_secret: \"[redacted]\", user: \"ada\" }"
    );
    let recorder = Recorder::default();
    changed("hunter2").send(&recorder).wait().unwrap();
    let record = format!("{:?}", recorder.only());
    assert!(
        !record.contains("hunter2") && !record.contains("geheim"),
        "{record}"
    );
}
