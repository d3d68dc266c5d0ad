//! What a sender promises while nothing is wrong.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tidings::{Id, Receipt, SendError, Sender, Uuid};
use tidings_client::{HttpSender, Options};

use crate::gate::{Fault, Gate};
use crate::sample::{eager, expect_stored, ids, record, records, run, send_all, wait_all};
use crate::service::Service;

#[test]
fn a_record_is_stored_as_it_was_sent() {
    let service = Service::start();
    let options = Options {
        source: Some("billing".to_owned()),
        ..Options::default()
    };
    let sender = HttpSender::new(&service.url(), options).unwrap();
    let mut sent = record("all of it: ünï \u{1f600} \"quoted\"\n");
    sent.subjects
        .insert("host_id".into(), Id::from(Uuid::from_u128(7)));
    sent.props.insert("size".into(), 12.5.into());
    sent.request_id = Some("a request".to_owned());
    expect_stored(
        vec![sender.send(sent.clone()).wait()],
        std::slice::from_ref(&sent),
    );
    sent.source = Some("billing".to_owned());
    assert_eq!(service.stored(), [sent]);
}

#[test]
fn the_order_is_kept_and_concurrent_sends_share_requests() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Hang]);
    let sender = HttpSender::new(&gate.url(), Options::default()).unwrap();
    let sent = records(2500);
    let answers = send_all(&sender, &sent);
    gate.wait_for(1);
    gate.set(Fault::Pass);
    expect_stored(wait_all(answers), &sent);
    assert_eq!(service.ids(), ids(&sent));
    let sizes: Vec<_> = gate.requests().iter().map(|one| one.ids().len()).collect();
    assert!(sizes.len() <= 4 && sizes.contains(&1000), "{sizes:?}");
}

#[test]
fn many_tasks_send_at_once_on_a_runtime_or_none() {
    let service = Service::start();
    let sender = Arc::new(HttpSender::new(&service.url(), Options::default()).unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let task = |number: usize| {
        let sender = sender.clone();
        runtime.spawn(async move {
            for turn in 0..5 {
                sender
                    .send(record(&format!("task {number} {turn}")))
                    .await
                    .unwrap();
            }
        })
    };
    let tasks: Vec<_> = (0..100).map(task).collect();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    sender.send(record("thread")).wait().unwrap();
                }
            });
        }
    });
    for task in tasks {
        runtime.block_on(task).unwrap();
    }
    assert_eq!(run(sender.shutdown()).unwrap().stored, 520);
    let stored = service.stored();
    assert_eq!(stored.len(), 520);
    for number in 0..100 {
        let start = format!("task {number} ");
        let of_task = stored
            .iter()
            .filter_map(|one| one.message.strip_prefix(&start));
        assert_eq!(of_task.collect::<Vec<_>>(), ["0", "1", "2", "3", "4"]);
    }
}

#[test]
fn a_full_queue_is_told_at_once_or_waited_for() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Hang]);
    let options = Options {
        capacity: 3,
        ..eager()
    };
    let sender = HttpSender::new(&gate.url(), options).unwrap();
    let sent = records(3);
    let answers = send_all(&sender, &sent);
    let told = sender.try_send(record("too many"));
    assert!(matches!(told, Err(SendError::QueueFull)), "{told:?}");
    let last = record("waits");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| sender.send(last.clone()).wait());
        gate.wait_for(1);
        gate.set(Fault::Pass);
        expect_stored(vec![waiting.join().unwrap()], std::slice::from_ref(&last));
    });
    expect_stored(wait_all(answers), &sent);
    assert_eq!(service.ids(), [ids(&sent), vec![last.id]].concat());
}

#[test]
fn a_rate_limit_is_told_with_its_window() {
    let service = Service::start();
    let sender = HttpSender::new(&service.url(), Options::default()).unwrap();
    let slow = || {
        let mut slow = tidings::Record::new(
            "disk_slow",
            "host",
            tidings::Severity::Warning,
            "Disk sda is slow",
        );
        slow.subjects
            .insert("host_id".into(), Id::from(Uuid::from_u128(1)));
        slow.subjects
            .insert("infra_env_id".into(), Id::from(Uuid::from_u128(2)));
        slow
    };
    sender.send(slow()).wait().unwrap();
    let window = Duration::from_secs(3600);
    assert_eq!(
        sender.send(slow()).wait().unwrap(),
        Receipt::RateLimited { window }
    );
    let report = run(sender.shutdown()).unwrap();
    assert_eq!((report.stored, report.rate_limited), (1, 1));
}

#[test]
fn a_shutdown_in_the_middle_delivers_what_was_accepted() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Hang]);
    let sender = HttpSender::new(&gate.url(), eager()).unwrap();
    let sent = records(1500);
    let answers = send_all(&sender, &sent);
    gate.wait_for(1);
    let report = thread::scope(|scope| {
        let shutdown = scope.spawn(|| run(sender.shutdown()));
        gate.set(Fault::unavailable("Retry-After: 0\r\n"));
        gate.wait_for(3);
        gate.set(Fault::Pass);
        shutdown.join().unwrap().unwrap()
    });
    assert_eq!((report.stored, report.failed), (1500, 0));
    expect_stored(wait_all(answers), &sent);
    assert_eq!(service.ids(), ids(&sent));
    let told = sender.send(record("late")).wait();
    assert!(matches!(told, Err(SendError::Closed)), "{told:?}");
    assert_eq!(run(sender.clone().shutdown()).unwrap(), report);
}

#[test]
fn a_dropped_sender_delivers_what_it_has() {
    let service = Service::start();
    let sender = HttpSender::new(&service.url(), Options::default()).unwrap();
    let sent = records(300);
    let answers = send_all(&sender, &sent);
    drop(sender);
    expect_stored(wait_all(answers), &sent);
    assert_eq!(service.ids(), ids(&sent));
}
