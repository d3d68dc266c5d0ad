//! The spill file: what is sent while the server is away.

use std::fs;
use std::path::Path;
use std::time::Duration;

use tidings::{SendError, Sender};
use tidings_client::{HttpSender, Options, Spill, StartError};

use crate::gate::{Fault, Gate};
use crate::sample::{
    eager, expect_spilled, expect_stored, ids, record, records, run, send_all, spilling, wait_all,
};
use crate::service::Service;

/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:9";

#[test]
fn what_is_spilled_is_delivered_in_order_before_what_comes_later() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Break]);
    let sender = HttpSender::new(&gate.url(), spilling(service.path("spill"))).unwrap();
    let sent = records(2300);
    let (early, late) = sent.split_at(2000);
    expect_spilled(wait_all(send_all(&sender, early)), early);
    assert!(service.ids().is_empty());
    let answers = send_all(&sender, late);
    gate.set(Fault::Pass);
    drop(wait_all(answers));
    assert_eq!(service.wait_for(2300), ids(&sent));
    let report = run(sender.shutdown()).unwrap();
    assert_eq!((report.failed, report.left), (0, 0));
    assert_eq!(report.stored + report.spilled, 2300);
    assert_eq!(
        fs::read(service.path("spill")).unwrap(),
        b"tidings spill 1\n"
    );
}

#[test]
fn a_server_that_answers_in_time_needs_no_spill_file() {
    let service = Service::start();
    let options = eager().spill(service.path("spill"));
    let options = Options {
        spill: options.spill.map(|spill| Spill {
            after: Duration::from_secs(60),
            ..spill
        }),
        ..options
    };
    let sender = HttpSender::new(&service.url(), options).unwrap();
    let sent = records(100);
    expect_stored(wait_all(send_all(&sender, &sent)), &sent);
    let report = run(sender.shutdown()).unwrap();
    assert_eq!(
        (report.stored, report.spilled, report.unspilled),
        (100, 0, 0)
    );
}

#[test]
fn the_next_sender_delivers_what_the_last_one_left() {
    let service = Service::start();
    let spill = service.path("spill");
    let sender = HttpSender::new(NOWHERE, spilling(&spill)).unwrap();
    let old = records(1200);
    expect_spilled(wait_all(send_all(&sender, &old)), &old);
    let report = run(sender.shutdown()).unwrap();
    assert_eq!((report.spilled, report.left), (1200, 1200));

    let options = Options {
        spill: Some(Spill {
            after: Duration::from_secs(60),
            ..Spill::at(&spill)
        }),
        ..eager()
    };
    let sender = HttpSender::new(&service.url(), options).unwrap();
    let new = records(3);
    expect_stored(wait_all(send_all(&sender, &new)), &new);
    assert_eq!(service.ids(), [ids(&old), ids(&new)].concat());
    let report = run(sender.shutdown()).unwrap();
    assert_eq!((report.stored, report.unspilled, report.left), (3, 1200, 0));
}

/// On the way to the server while they are spilled, and told of as stored after that.
#[test]
fn records_under_way_may_be_spilled_too_and_are_stored_once() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Hang]);
    let sender = HttpSender::new(&gate.url(), spilling(service.path("spill"))).unwrap();
    let sent = records(700);
    expect_spilled(wait_all(send_all(&sender, &sent)), &sent);
    gate.set(Fault::Pass);
    let report = run(sender.shutdown()).unwrap();
    assert_eq!(
        (report.spilled, report.unspilled, report.left),
        (700, 700, 0)
    );
    assert_eq!(service.ids(), ids(&sent));
}

#[test]
fn an_answer_that_is_lost_leaves_the_spill_as_it_is_and_stores_nothing_twice() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Break]);
    let sender = HttpSender::new(&gate.url(), spilling(service.path("spill"))).unwrap();
    let sent = records(40);
    expect_spilled(wait_all(send_all(&sender, &sent)), &sent);
    gate.set_all([Fault::LoseAnswer, Fault::LoseAnswer, Fault::Pass]);
    service.wait_for(40);
    let report = run(sender.shutdown()).unwrap();
    assert!(report.left == 0 || report.left == 40);
    assert_eq!(service.ids(), ids(&sent));
}

#[test]
fn a_full_spill_file_makes_senders_wait_and_loses_nothing() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Break]);
    let mut options = spilling(service.path("spill"));
    if let Some(spill) = &mut options.spill {
        spill.max_bytes = 3000;
    }
    options.capacity = 20;
    let sender = HttpSender::new(&gate.url(), options).unwrap();
    let sent = records(60);
    std::thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let answers = sent.iter().map(|one| sender.send(one.clone()));
            answers
                .map(tidings::Sending::wait)
                .collect::<Result<Vec<_>, _>>()
        });
        gate.wait_for(20);
        assert!(fs::metadata(service.path("spill")).unwrap().len() <= 3000);
        gate.set(Fault::Pass);
        sending.join().unwrap().unwrap();
    });
    run(sender.shutdown()).unwrap();
    assert_eq!(service.ids(), ids(&sent));
}

#[test]
fn a_full_spill_file_is_told_when_the_server_stays_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = spilling(folder.path().join("spill"));
    options.spill = options.spill.map(|spill| Spill {
        max_bytes: 100,
        ..spill
    });
    options.give_up_after = Duration::ZERO;
    let sender = HttpSender::new(NOWHERE, options).unwrap();
    let told = sender.send(record("no room")).wait();
    assert!(matches!(told, Err(SendError::Unavailable(_))), "{told:?}");
    let report = run(sender.shutdown()).unwrap();
    assert_eq!((report.failed, report.left), (1, 0));
}

/// What was delivered makes room, also when the file is never empty.
#[test]
fn the_spill_file_is_compacted() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Break]);
    let mut options = spilling(service.path("spill"));
    options.batch = 10;
    options.spill = options.spill.map(|spill| Spill {
        max_bytes: 20_000,
        ..spill
    });
    let sender = HttpSender::new(&gate.url(), options).unwrap();
    let sent = records(200);
    for (turn, part) in sent.chunks(40).enumerate() {
        for record in part {
            sender.send(record.clone()).wait().unwrap();
        }
        assert!(fs::metadata(service.path("spill")).unwrap().len() <= 20_000);
        // Some of them, not all.
        gate.set_all([Fault::Pass, Fault::Pass, Fault::Pass, Fault::Break]);
        service.wait_for((turn + 1) * 30);
    }
    gate.set(Fault::Pass);
    run(sender.shutdown()).unwrap();
    let mut stored = service.ids();
    stored.dedup();
    assert_eq!(stored, ids(&sent)[..stored.len()]);
}

#[test]
fn one_spill_file_has_one_sender() {
    let folder = tempfile::tempdir().unwrap();
    let spill = folder.path().join("spill");
    let sender = HttpSender::new(NOWHERE, spilling(&spill)).unwrap();
    let told = HttpSender::new(NOWHERE, spilling(&spill));
    assert!(
        matches!(&told, Err(StartError::SpillInUse { .. })),
        "{told:?}"
    );
    run(sender.shutdown()).unwrap();
    assert!(HttpSender::new(NOWHERE, spilling(&spill)).is_ok());
}

#[cfg(unix)]
#[test]
fn the_files_are_their_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    // As somebody else may have made it.
    fs::write(path("spill"), "").unwrap();
    fs::set_permissions(path("spill"), fs::Permissions::from_mode(0o644)).unwrap();
    let sender = HttpSender::new(NOWHERE, spilling(path("spill"))).unwrap();
    sender.send(record("private")).wait().unwrap();
    run(sender.shutdown()).unwrap();
    for name in ["spill", "spill.lock"] {
        assert_eq!(mode(&path(name)), 0o600, "{name}");
    }
}

#[cfg(unix)]
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_file_of_something_else_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes");
    fs::write(&path, "remember the milk\n").unwrap();
    let told = HttpSender::new(NOWHERE, spilling(&path));
    assert!(
        matches!(&told, Err(StartError::NoSpillFile { .. })),
        "{told:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), b"remember the milk\n");
}
