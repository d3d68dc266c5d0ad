use std::path::Path;
use std::{env, fs};

use tidings::{OffsetDateTime, Record, Sending, Uuid};

use crate::cases::{every_type, metrics_and_rate_limits, sensitive};
use crate::recorder::Recorder;

/// Sends each with a function, and compares the records with `fixtures/CASE/4-records.jsonl`. Ids are numbers from 1, and
/// all happen at the Unix epoch.
fn check(case: &str, sends: &[&dyn for<'a> Fn(&'a Recorder) -> Sending<'a>]) {
    let mut lines = String::new();
    for (number, send) in (1..).zip(sends) {
        let recorder = Recorder::default();
        send(&recorder).wait().unwrap();
        let mut record = recorder.only();
        assert_eq!(record.id.get_version_num(), 7);
        record.id = Uuid::from_u128(number);
        record.event_time = OffsetDateTime::UNIX_EPOCH;
        lines += &serde_json::to_string(&record).unwrap();
        lines += "\n";
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let path = folder.join(case).join("4-records.jsonl");
    if env::var_os("TIDINGS_UPDATE").is_some() {
        fs::write(&path, &lines).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(golden, lines, "out of date; run `cargo xtask gen`");
    for line in golden.lines() {
        let record: Record = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&record).unwrap(), line);
    }
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

#[test]
fn golden_records_of_every_type() {
    let time = OffsetDateTime::UNIX_EPOCH;
    check(
        "every-type",
        &[
            &|to| {
                let (host, infra_env, cluster) = (id(1), id(2), id(3));
                every_type::send_host_measured(
                    to,
                    host,
                    infra_env,
                    cluster,
                    "fine",
                    -1,
                    2,
                    true,
                    1e21,
                    time,
                    id(4),
                )
            },
            &|to| {
                every_type::send_host_measured_again(
                    to,
                    id(1),
                    id(2),
                    None,
                    None,
                    None,
                    None,
                    None,
                    None,
                    None,
                    None,
                )
            },
            &|to| {
                every_type::send_host_severity_reported_at(
                    to,
                    id(1),
                    id(2),
                    Some(id(3)),
                    "critical",
                    "on fire".to_owned(),
                    time,
                )
            },
        ],
    );
}

#[test]
fn golden_records_of_sensitive_values() {
    check(
        "sensitive",
        &[
            &|to| {
                let secret = Some("geheim".to_owned());
                sensitive::send_cluster_credentials_changed(to, id(1), "hunter2", secret, "ada")
            },
            &|to| sensitive::send_cluster_credentials_changed(to, id(1), "hunter2", None, "ada"),
        ],
    );
}

#[test]
fn golden_records_of_metrics() {
    check(
        "metrics-and-rate-limits",
        &[
            &|to| metrics_and_rate_limits::send_installation_was_measured(to, id(1), 12.25),
            &|to| metrics_and_rate_limits::send_disk_speed_degraded(to, id(1), id(2)),
        ],
    );
}
