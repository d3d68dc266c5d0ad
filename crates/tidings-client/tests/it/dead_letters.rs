//! What the server refuses for good.

use std::collections::HashMap;
use std::fs;

use tidings::{OffsetDateTime, Record, SendError, Sender};
use tidings_client::{DeadLetters, Fate, HttpSender, Options};

use crate::gate::{Fault, Gate};
use crate::sample::{
    eager, expect_spilled, ids, record, records, run, send_all, spilling, wait_all,
};
use crate::service::Service;

fn refused(message: &str) -> Record {
    let mut record = record(message);
    record.event_time = OffsetDateTime::from_unix_timestamp(32_503_680_000).unwrap();
    record
}

#[test]
fn a_refused_record_is_kept_with_the_reason() {
    let service = Service::start();
    let path = service.path("dead");
    let options = Options {
        dead_letters: Some(path.clone()),
        ..eager()
    };
    let sender = HttpSender::new(&service.url(), options).unwrap();
    let refused = refused("from the future");
    let before = OffsetDateTime::now_utc();
    let reason = match sender.send(refused.clone()).wait() {
        Err(SendError::Refused { reason }) => reason,
        told => panic!("{told:?}"),
    };
    sender.send(record("fine")).wait().unwrap();
    let read = DeadLetters::at(&path).read().unwrap();
    assert!(read.unreadable.is_empty());
    assert_eq!(read.letters.len(), 1);
    let letter = &read.letters[0];
    assert_eq!((&letter.record, &letter.reason), (&refused, &reason));
    assert!(letter.time >= before - time::Duration::MILLISECOND);
    #[cfg(unix)]
    assert_eq!(crate::spill::mode(&path), 0o600);
}

#[test]
fn what_is_refused_after_it_was_spilled_is_kept_beside_the_spill_file() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Break]);
    let sender = HttpSender::new(&gate.url(), spilling(service.path("spill"))).unwrap();
    let mut sent = records(10);
    sent[3] = refused("spilled");
    expect_spilled(wait_all(send_all(&sender, &sent)), &sent);
    gate.set(Fault::Pass);
    service.wait_for(9);
    run(sender.shutdown()).unwrap();
    let letters = DeadLetters::at(service.path("spill.dead-letters"))
        .read()
        .unwrap()
        .letters;
    let dead = letters.iter().map(|letter| letter.record.id);
    assert_eq!(dead.collect::<Vec<_>>(), [sent[3].id]);
    sent.remove(3);
    assert_eq!(service.ids(), ids(&sent));
}

/// They stay in the spill file until they can be kept.
#[test]
fn what_cannot_be_kept_is_not_forgotten() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Break]);
    let path = service.path("no/such/folder");
    let options = Options {
        dead_letters: Some(path.clone()),
        ..spilling(service.path("spill"))
    };
    let sender = HttpSender::new(&gate.url(), options).unwrap();
    let sent = [refused("kept"), record("waits behind")];
    expect_spilled(wait_all(send_all(&sender, &sent)), &sent);
    let before = gate.requests().len();
    gate.set(Fault::Pass);
    gate.wait_for(before + 3);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    service.wait_for(1);
    let report = run(sender.shutdown()).unwrap();
    assert_eq!((report.unspilled, report.left), (2, 0));
    let letters = DeadLetters::at(&path).read().unwrap().letters;
    assert_eq!(letters[0].record, sent[0]);
}

#[test]
fn fates_are_settled_and_all_else_stays() {
    let service = Service::start();
    let path = service.path("dead");
    let options = Options {
        dead_letters: Some(path.clone()),
        ..eager()
    };
    let sender = HttpSender::new(&service.url(), options).unwrap();
    let sent = ["delivered", "refused again", "not tried"].map(refused);
    for record in &sent {
        sender.send(record.clone()).wait().unwrap_err();
    }
    let mut text = fs::read(&path).unwrap();
    text.extend(b"half a li");
    fs::write(&path, text).unwrap();
    sender
        .send(refused("after the torn line"))
        .wait()
        .unwrap_err();

    let letters = DeadLetters::at(&path);
    let fates = HashMap::from([
        (sent[0].id, Fate::Delivered),
        (sent[1].id, Fate::Refused("for another reason".to_owned())),
    ]);
    let before = letters.read().unwrap();
    assert_eq!((before.letters.len(), &*before.unreadable), (4, &[4][..]));
    letters.settle(&fates).unwrap();
    let after = letters.read().unwrap();
    assert_eq!((after.letters.len(), &*after.unreadable), (3, &[3][..]));
    assert_eq!(after.letters[0].reason, "for another reason");
    assert_eq!(after.letters[0].record, sent[1]);
    assert_eq!(after.letters[1..], before.letters[2..]);
}
