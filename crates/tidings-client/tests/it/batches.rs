//! One request, many records: each has its own answer.

use tidings::{OffsetDateTime, Record, SendError, Sender};
use tidings_client::{HttpSender, Options};
use tidings_server::Limits;

use crate::gate::{Fault, Gate};
use crate::sample::{eager, expect_stored, ids, record, records, run, send_all, wait_all};
use crate::service::Service;

/// Of a time that no server takes.
fn refused() -> Record {
    let mut record = record("from the future");
    record.event_time = OffsetDateTime::from_unix_timestamp(32_503_680_000).unwrap();
    record
}

#[test]
fn a_record_that_is_refused_does_not_touch_its_neighbours() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Hang]);
    let sender = HttpSender::new(&gate.url(), Options::default()).unwrap();
    // Goes alone, so that the others are in one request.
    let first = send_all(&sender, &[record("first")]);
    gate.wait_for(1);
    let mut sent = records(9);
    sent[4] = refused();
    let mut taken = sent[6].clone();
    taken.message = "other content".to_owned();
    sent.push(taken);
    let answers = send_all(&sender, &sent);
    gate.set(Fault::Pass);
    let mut answers = wait_all(answers);
    drop(wait_all(first));
    let last = answers.pop().unwrap();
    assert!(
        matches!(last, Err(SendError::IdTaken { id }) if id == sent[6].id),
        "{last:?}"
    );
    match answers.remove(4) {
        Err(SendError::Refused { reason }) => assert!(reason.contains("event_time"), "{reason}"),
        told => panic!("{told:?}"),
    }
    sent.pop();
    sent.remove(4);
    expect_stored(answers, &sent);
    assert_eq!(service.ids()[1..], ids(&sent));
    assert_eq!(gate.requests().len(), 2);
    let report = run(sender.shutdown()).unwrap();
    assert_eq!((report.stored, report.failed), (9, 2));
}

#[test]
fn what_the_runtime_refuses_is_not_sent() {
    let sender = HttpSender::new("http://127.0.0.1:9", Options::default()).unwrap();
    let told = sender.send(record("a NUL: \0")).wait();
    assert!(
        matches!(told, Err(SendError::InvalidValue { .. })),
        "{told:?}"
    );
}

#[test]
fn requests_stay_within_the_bodys_limit() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Pass]);
    let options = Options {
        body: 10_000,
        ..Options::default()
    };
    let sender = HttpSender::new(&gate.url(), options).unwrap();
    let mut sent = records(200);
    sent[100].message = "x".repeat(20_000);
    expect_stored(wait_all(send_all(&sender, &sent)), &sent);
    assert_eq!(service.ids(), ids(&sent));
    for request in gate.requests() {
        assert!(request.body.len() <= 10_000 || request.ids() == [sent[100].id]);
    }
}

#[test]
fn a_server_that_takes_less_is_sent_less() {
    let limits = Limits {
        max_body: 5000,
        ..Limits::default()
    };
    let service = Service::with_limits(limits);
    let sender = HttpSender::new(&service.url(), eager()).unwrap();
    let mut sent = records(300);
    sent[150].message = "x".repeat(6000);
    let mut answers = wait_all(send_all(&sender, &sent));
    let told = answers.remove(150);
    assert!(matches!(told, Err(SendError::Refused { .. })), "{told:?}");
    sent.remove(150);
    expect_stored(answers, &sent);
    assert_eq!(service.ids(), ids(&sent));
}

/// As of a server that cannot read one of them.
#[test]
fn a_request_that_cannot_be_read_is_sent_in_parts() {
    let service = Service::start();
    let unreadable = Fault::answer(
        "400 Bad Request",
        "",
        r#"{"code":400,"message":"unreadable"}"#,
    );
    let faults = [
        Fault::Pass,
        unreadable.clone(),
        unreadable.clone(),
        unreadable,
        Fault::Pass,
    ];
    let gate = Gate::to(service.port(), [Fault::Hang]);
    let sender = HttpSender::new(&gate.url(), eager()).unwrap();
    let first = send_all(&sender, &[record("first")]);
    gate.wait_for(1);
    let sent = records(4);
    let answers = send_all(&sender, &sent);
    gate.set_all(faults);
    let mut answers = wait_all(answers);
    drop(wait_all(first));
    let told = answers.remove(0);
    assert!(
        matches!(&told, Err(SendError::Refused { reason }) if reason == "unreadable"),
        "{told:?}"
    );
    expect_stored(answers, &sent[1..]);
    assert_eq!(service.ids()[1..], ids(&sent[1..]));
}
