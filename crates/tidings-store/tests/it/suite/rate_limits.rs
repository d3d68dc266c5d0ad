use std::collections::BTreeMap;
use std::time::Duration;

use tidings::{Id, Receipt, Record};
use tidings_store::{Options, Store, StoreOptions, StoreSender};

use super::append::{send, send_all};
use crate::database::{Database, run};
use crate::sample::{NOON, everything, record, record_at, uuid, with_subject};

const HOUR: Duration = Duration::from_secs(3600);

fn slow(minutes_after_noon: i64) -> Record {
    let time = NOON + time::Duration::minutes(minutes_after_noon);
    with_subject(record_at("host_slow", time), "host_id", uuid(1))
}

fn is_stored(store: &Store, record: &Record) -> bool {
    match send(store, record).unwrap() {
        Receipt::Stored { .. } => true,
        Receipt::RateLimited { window } => {
            assert_eq!(window, HOUR);
            false
        }
        receipt => panic!("{receipt:?}"),
    }
}

/// Discarded if a stored record of the same name and subjects lies in `(t - window, t]`.
pub fn one_record_per_window_is_stored(database: &impl Database) {
    let store = database.open();
    let just_before = |mut record: Record| {
        record.event_time -= time::Duration::MICROSECOND;
        record
    };
    let subject = |name, id: Id| with_subject(slow(0), name, id);
    let mut other_name = slow(0);
    other_name.name = "host_seen".into();
    let mut no_host = slow(0);
    no_host.subjects.clear();
    let cases = [
        ("the first", slow(0), true),
        ("at the same time", slow(0), false),
        ("within the window", slow(59), false),
        ("the window's last", just_before(slow(60)), false),
        ("beyond the window", slow(60), true),
        ("a later one never blocks", slow(-1), true),
        ("but an earlier one does", slow(1), false),
        ("another subject", subject("host_id", uuid(2).into()), true),
        (
            "one subject more",
            subject("cluster_id", uuid(2).into()),
            true,
        ),
        (
            "absent is equal to absent",
            subject("cluster_id", uuid(2).into()),
            false,
        ),
        (
            "one without a column",
            subject("truck_id", "T".into()),
            true,
        ),
        ("the same one", subject("truck_id", "T".into()), false),
        ("no subject", no_host.clone(), true),
        (
            "no subject again",
            {
                no_host.id = uuid(77);
                no_host
            },
            false,
        ),
        ("another event", other_name, true),
    ];
    let mut stored = 0;
    for (case, record, expected) in cases {
        assert_eq!(is_stored(&store, &record), expected, "{case}");
        stored += usize::from(expected);
    }
    assert_eq!(everything(&store).len(), stored);
}

pub fn ids_are_answered_before_limits(database: &impl Database) {
    let store = database.open();
    let (first, limited) = (slow(0), slow(1));
    assert!(is_stored(&store, &first));
    assert!(is_stored(&store, &first), "answered as the first time");
    assert!(!is_stored(&store, &limited));

    let lifted = database.open_with(StoreOptions {
        rate_limits: BTreeMap::from([("host_slow".to_owned(), None)]),
        ..StoreOptions::default()
    });
    assert!(is_stored(&lifted, &limited), "decided anew");
}

pub fn limits_can_be_overridden(database: &impl Database) {
    let cases = [
        ("host_slow", None, true),
        ("host_slow", Some(Duration::ZERO), true),
        ("host_slow", Some(Duration::from_secs(60)), true),
        ("host_slow", Some(HOUR), false),
    ];
    send(&database.open(), &slow(0)).unwrap();
    for (minutes, (name, window, expected)) in (1..).zip(cases) {
        let store = database.open_with(StoreOptions {
            rate_limits: BTreeMap::from([(name.to_owned(), window)]),
            ..StoreOptions::default()
        });
        assert_eq!(is_stored(&store, &slow(minutes)), expected, "{window:?}");
    }
}

/// Many at once come into one commit, and count against each other.
pub fn records_of_one_batch_limit_each_other(database: &impl Database) {
    let store = database.open();
    let sender = StoreSender::new(store.clone(), Options::default());
    let all = || (0..50).map(|number| with_subject(slow(0), "cluster_id", uuid(number % 5)));
    let sendings: Vec<_> = all()
        .map(|record| sender.try_send(record).unwrap())
        .collect();
    run(async {
        for sending in sendings {
            sending.await.unwrap();
        }
    });
    assert_eq!(everything(&store).len(), 5);
    let report = run(sender.shutdown()).unwrap();
    assert_eq!(
        (report.stored, report.rate_limited, report.failed),
        (5, 45, 0)
    );
}

pub fn records_without_a_limit_are_all_stored(database: &impl Database) {
    let store = database.open();
    let all: Vec<_> = (0..3).map(|_| record("host_seen")).collect();
    send_all(&store, &all);
    assert_eq!(everything(&store).len(), 3);
}
