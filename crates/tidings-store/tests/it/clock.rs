//! Clocks that jump back and forth: order and limits do not depend on them.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::Duration;

use tidings::{OffsetDateTime, Receipt, Sender, Uuid};
use tidings_store::{Clock, Cursor, Options, Purge, Store, StoreOptions, StoreSender};

use crate::database::{Database, run};
use crate::sample::{NOON, everything, record, record_at, records, uuid, with_subject};
use crate::suite::follow::take;

/// Hours away from noon, now before, now after it.
fn jumping() -> Clock {
    let asked = AtomicI64::new(0);
    Clock::new(move || {
        let hours = asked.fetch_add(7, Ordering::Relaxed) % 48 - 24;
        NOON + time::Duration::hours(hours)
    })
}

fn open_with(database: &impl Database, clock: Clock) -> Store {
    database.open_with(StoreOptions {
        clock,
        ..StoreOptions::default()
    })
}

fn send(store: &Store, count: usize) -> Vec<Uuid> {
    let options = Options {
        batch: 5,
        ..Options::default()
    };
    let sender = StoreSender::new(store.clone(), options);
    let send = |_| match sender.send(record("sent")).wait().unwrap() {
        Receipt::Stored { id } => id,
        receipt => panic!("{receipt:?}"),
    };
    (0..count).map(send).collect()
}

pub fn order_does_not_depend_on_clocks(database: &impl Database) {
    let stores = [(); 2].map(|()| open_with(database, jumping()));
    let mut followed = stores[0].follow(Cursor::start());
    let sent: BTreeSet<Uuid> = thread::scope(|scope| {
        let threads = stores
            .iter()
            .map(|store| scope.spawn(move || send(store, 150)));
        let threads: Vec<_> = threads.collect();
        let sent = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap());
        sent.collect()
    });
    let seen = run(take(&mut followed, 300));
    let stored = everything(&stores[1]);
    assert_eq!(seen, records(&stored));
    assert_eq!(sent, seen.iter().map(|record| record.id).collect());
    let times: Vec<OffsetDateTime> = stored.iter().map(|one| one.recorded_at).collect();
    assert!(!times.is_sorted(), "the clocks did not jump");
    // From any place on, what comes after it.
    for start in [0, 100, 299] {
        let mut rest = stores[1].follow(stored[start].cursor.unwrap());
        let count = stored.len() - start - 1;
        assert_eq!(run(take(&mut rest, count)), seen[start + 1..]);
    }
}

/// They go by the time of the event.
pub fn limits_do_not_depend_on_clocks(database: &impl Database) {
    let stores = [(); 2].map(|()| open_with(database, jumping()));
    let senders = stores
        .each_ref()
        .map(|store| StoreSender::new(store.clone(), Options::default()));
    let mut kept = Vec::new();
    for minutes in 0..150 {
        let time = NOON + time::Duration::minutes(minutes);
        let slow = with_subject(record_at("host_slow", time), "host_id", uuid(1));
        let sender = &senders[usize::try_from(minutes).unwrap() % 2];
        if let Receipt::Stored { .. } = sender.send(slow).wait().unwrap() {
            kept.push(minutes);
        }
    }
    assert_eq!(kept, [0, 60, 120]);
}

/// It goes by the store's clock, and takes no more than that says.
pub fn a_purge_takes_what_was_recorded_before(database: &impl Database) {
    let store = open_with(database, jumping());
    send(&store, 60);
    let noon = open_with(database, Clock::new(|| NOON));
    let before = everything(&noon);
    let purged = run(noon.purge(&Purge::older_than(Duration::from_secs(3600)))).unwrap();
    let (old, young): (Vec<_>, Vec<_>) = before
        .into_iter()
        .partition(|one| one.recorded_at < NOON - time::Duration::HOUR);
    assert_eq!(purged.records, old.len() as u64);
    assert!(!old.is_empty() && !young.is_empty());
    assert_eq!(everything(&noon), young);
    let mut followed = noon.follow(Cursor::start());
    let kept: Vec<_> = young.into_iter().map(|one| one.record).collect();
    assert_eq!(run(take(&mut followed, kept.len())), kept);
}

macro_rules! on {
    ($module:ident $database:ident) => {
        mod $module {
            use crate::database::$database;

            #[test]
            fn order_does_not_depend_on_clocks() {
                super::order_does_not_depend_on_clocks(&$database::new());
            }

            #[test]
            fn limits_do_not_depend_on_clocks() {
                super::limits_do_not_depend_on_clocks(&$database::new());
            }

            #[test]
            fn a_purge_takes_what_was_recorded_before() {
                super::a_purge_takes_what_was_recorded_before(&$database::new());
            }
        }
    };
}

on! { sqlite SqliteFile }
on! { postgres PostgresDatabase }
