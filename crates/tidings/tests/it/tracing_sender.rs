use pollster::block_on;
use tidings::{Record, Sender, Severity, TracingSender, with_request_id};

use crate::logged;

fn record(severity: Severity, message: &str) -> Record {
    let mut record = Record::new("host_bound", "host", severity, message);
    record.id = tidings::Uuid::nil();
    record
}

/// The line for a record.
fn line(record: Record) -> String {
    logged(|| {
        TracingSender::new().send(record).wait().unwrap();
    })
}

#[test]
fn a_record_is_one_line_with_its_fields() {
    let mut full = block_on(with_request_id("r-1", async {
        record(Severity::Info, "Host bound")
    }));
    full.subjects.insert("host_id".into(), "h1".into());
    full.props.insert("reason".into(), "asked".into());
    assert_eq!(
        line(full),
        " INFO tidings: Host bound id=00000000-0000-0000-0000-000000000000 event=host_bound event_type=host severity=info \
         category=user request_id=r-1 subjects={\"host_id\":\"h1\"} props={\"reason\":\"asked\"}\n"
    );
}

#[test]
fn severities_have_levels() {
    for (severity, level) in [
        (Severity::Info, " INFO"),
        (Severity::Warning, " WARN"),
        (Severity::Error, "ERROR"),
        (Severity::Critical, "ERROR"),
    ] {
        let line = line(record(severity, "m"));
        assert!(line.starts_with(&format!("{level} tidings: m ")), "{line}");
        assert!(line.contains(&format!("severity={severity}")), "{line}");
    }
}

#[test]
fn no_value_can_forge_or_disguise_a_line() {
    let evil = "a\nERROR tidings: forged\r\u{1b}[2J\u{7}\u{202e}b\u{2028}c\u{85}";
    let mut hostile = record(Severity::Info, evil);
    hostile.name = evil.into();
    hostile.event_type = evil.into();
    hostile.request_id = Some(evil.to_owned());
    hostile.subjects.insert(evil.into(), evil.into());
    hostile.props.insert(evil.into(), evil.into());
    let log = line(hostile);
    let (last, shown) = (log.chars().last(), &log[..log.len() - 1]);
    assert_eq!(last, Some('\n'));
    let bad = |character: char| character.is_control() || "\u{202e}\u{2028}".contains(character);
    assert!(!shown.contains(bad), "{log:?}");
    assert!(
        shown.contains(r"a\nERROR tidings: forged\r\u{1b}[2J"),
        "{log}"
    );
}

#[test]
fn nothing_is_logged_before_the_first_poll() {
    let log = logged(|| drop(TracingSender::new().send(record(Severity::Info, "m"))));
    assert_eq!(log, "");
}
