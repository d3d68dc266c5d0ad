use serde_json::json;
use tidings::{Record, Severity, Uuid};

use crate::cases::renamed::{HostAnswered, HostUnreachableReported, HostUnreachableReportedPower};

#[test]
fn records_from_before_a_renaming_are_read() {
    let host = Uuid::from_u128(1);
    let mut record = Record::new("host_lost", "host", Severity::Warning, "");
    for subject in ["host_id", "infra_env_id"] {
        record.subjects.insert(subject.into(), host.into());
    }
    for (name, value) in [
        ("name", json!("worker-3")),
        ("silence", json!(7)),
        ("state", json!("off")),
    ] {
        record.props.insert(name.into(), value);
    }
    let event = HostUnreachableReported::try_from(&record).unwrap();
    assert_eq!(event.host_name, "worker-3");
    assert_eq!(event.silent_seconds, 7);
    assert!(event.power == Some(HostUnreachableReportedPower::Off));
    let error = HostAnswered::try_from(&record).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the record is of event `host_lost`, not of `host_answered`"
    );
}
