use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tidings::{OffsetDateTime, Receipt, Record, Sender};
use tidings_store::{
    Clock, Cursor, Filter, Options, Purge, Query, Store, StoreError, StoreOptions, StoreSender,
    StoredRecord, SubjectEntry,
};

use super::append::{send, send_all, wait_for_all};
use super::follow::take;
use crate::database::{Database, run};
use crate::sample::{NOON, everything, list, record, records, uuid, with_subject};

const HOUR: Duration = Duration::from_secs(3600);

/// What the store's clock shows; noon at first.
#[derive(Clone)]
struct Hands(Arc<Mutex<OffsetDateTime>>);

impl Hands {
    fn at_noon() -> Self {
        Self(Arc::new(Mutex::new(NOON)))
    }

    fn set(&self, hours_after_noon: i64) {
        *self.0.lock().unwrap() = NOON + time::Duration::hours(hours_after_noon);
    }

    fn open(&self, database: &impl Database) -> Store {
        let hands = self.0.clone();
        database.open_with(StoreOptions {
            clock: Clock::new(move || *hands.lock().unwrap()),
            ..StoreOptions::default()
        })
    }
}

/// Records of so many hours after noon, each stored at its hour, and the store's clock at the last of them.
fn stored_at(database: &impl Database, hours: &[i64]) -> (Store, Hands, Vec<Record>) {
    let hands = Hands::at_noon();
    let store = hands.open(database);
    let stored = hours.iter().map(|hour| {
        hands.set(*hour);
        let sent = record("stored");
        send(&store, &sent).unwrap();
        sent
    });
    let stored = stored.collect();
    (store, hands, stored)
}

fn purge(store: &Store, purge: &Purge) -> u64 {
    let purged = run(store.purge(purge)).unwrap();
    assert_eq!(purged.partitions, 0);
    purged.records
}

fn cursors(store: &Store) -> Vec<Cursor> {
    let cursor = |one: &StoredRecord| one.cursor.expect("a record that was listed has a place");
    everything(store).iter().map(cursor).collect()
}

fn list_after(store: &Store, after: Cursor) -> Result<Vec<Record>, StoreError> {
    let query = Query {
        after: Some(after),
        ..Query::new(Filter::everything())
    };
    run(store.list(&query)).map(|page| records(&page.records))
}

/// Refused to lists and to followers; the place from which they may go on.
fn refused(store: &Store, after: Cursor) -> Cursor {
    let listed = match list_after(store, after) {
        Err(StoreError::PurgedCursor { oldest }) => oldest,
        answer => panic!("{answer:?}"),
    };
    match run(store.follow(after).next()) {
        Some(Err(StoreError::PurgedCursor { oldest })) => assert_eq!(oldest, listed),
        answer => panic!("{answer:?}"),
    }
    listed
}

pub fn what_was_stored_longer_ago_is_removed(database: &impl Database) {
    let (store, hands, sent) = stored_at(database, &[0, 1, 2, 3]);
    let older = |hours| Purge::older_than(HOUR * hours);
    assert_eq!(purge(&store, &older(3)), 0);
    assert_eq!(purge(&store, &older(2)), 1);
    assert_eq!(records(&everything(&store)), sent[1..]);
    assert_eq!(run(store.get(sent[0].id)).unwrap(), None);
    let page = list(&store, &Query::new(Filter::everything()));
    assert_eq!(
        (records(&page.records), page.total),
        (sent[1..].to_vec(), Some(3))
    );

    assert_eq!(purge(&store, &Purge::older_than(Duration::MAX)), 0);
    assert_eq!(purge(&store, &older(0)), 2);
    hands.set(4);
    assert_eq!(purge(&store, &older(0)), 1);
    assert_eq!(purge(&store, &older(0)), 0);
    assert_eq!(everything(&store), []);
}

/// The time of the event is another one.
pub fn the_time_of_an_event_does_not_matter(database: &impl Database) {
    let hands = Hands::at_noon();
    let store = hands.open(database);
    let mut early = record("early");
    early.event_time -= time::Duration::days(1000);
    let mut late = record("late");
    late.event_time += time::Duration::days(1000);
    send(&store, &late).unwrap();
    hands.set(2);
    send(&store, &early).unwrap();
    assert_eq!(purge(&store, &Purge::older_than(HOUR)), 1);
    assert_eq!(records(&everything(&store)), [early]);
}

pub fn only_what_has_all_subjects_is_removed(database: &impl Database) {
    let hands = Hands::at_noon();
    let store = hands.open(database);
    let of = |cluster, host| {
        let record = with_subject(record("of"), "cluster_id", uuid(cluster));
        with_subject(record, "host_id", uuid(host))
    };
    let order = with_subject(record("order"), "order_id", "A-17");
    let shelf = with_subject(record("shelf"), "shelf_id", -17);
    let sent = [of(1, 1), of(1, 2), of(2, 1), order, shelf, record("none")];
    send_all(&store, &sent);
    hands.set(2);
    let young = of(1, 1);
    send(&store, &young).unwrap();

    let older = Purge::older_than(HOUR);
    let host_of = |cluster| {
        let cluster = older.clone().subject("cluster_id", uuid(cluster));
        cluster.subject("host_id", uuid(1))
    };
    assert_eq!(purge(&store, &host_of(3)), 0);
    assert_eq!(purge(&store, &host_of(2)), 1);
    assert_eq!(purge(&store, &older.clone().subject("order_id", "A-17")), 1);
    // As a command line gives it.
    assert_eq!(purge(&store, &older.clone().subject("shelf_id", "-17")), 1);
    assert_eq!(
        purge(&store, &older.clone().subject("cluster_id", uuid(1))),
        2
    );
    assert_eq!(records(&everything(&store)), [sent[5].clone(), young]);
}

pub fn subjects_of_a_purge_must_be_known(database: &impl Database) {
    let (store, _, sent) = stored_at(database, &[0, 2]);
    let asked = |name: &str, id: &str| {
        let older = Purge::older_than(HOUR).subject("host_id", uuid(1));
        run(store.purge(&older.subject(name, id))).unwrap_err()
    };
    match asked("truck_id", "T-8") {
        StoreError::UnknownSubject { name, known } => {
            assert_eq!(name, "truck_id");
            assert!(known.contains("cluster_id"), "{known}");
        }
        error => panic!("{error:?}"),
    }
    let error = asked("cluster_id", "c-1");
    assert!(matches!(error, StoreError::InvalidQuery(_)), "{error:?}");
    assert_eq!(records(&everything(&store)), sent);
}

pub fn cursors_from_before_a_purge_are_refused(database: &impl Database) {
    let (store, _, sent) = stored_at(database, &[0, 0, 2, 2]);
    let places = cursors(&store);
    assert_eq!(purge(&store, &Purge::older_than(HOUR)), 2);
    let oldest = refused(&store, places[0]);
    for allowed in [Cursor::start(), oldest, places[1]] {
        assert_eq!(list_after(&store, allowed).unwrap(), sent[2..]);
        assert_eq!(run(take(&mut store.follow(allowed), 2)), sent[2..]);
    }
    assert_eq!(list_after(&store, places[2]).unwrap(), sent[3..]);
    // Not for this process alone.
    let other = run(Store::connect(&database.url())).unwrap();
    assert_eq!(refused(&other, places[0]), oldest);
    assert_eq!(cursors(&other), places[2..]);
}

pub fn a_follower_that_was_overtaken_is_told(database: &impl Database) {
    let (store, hands, sent) = stored_at(database, &[0]);
    let later: Vec<Record> = (0..1200).map(|_| record("later")).collect();
    let sender = StoreSender::new(store.clone(), Options::default());
    let send = |record: &Record| sender.try_send(record.clone()).unwrap();
    wait_for_all(later.iter().map(send).collect());
    let mut behind = store.follow(Cursor::start());
    assert_eq!(run(take(&mut behind, 1)), sent);
    hands.set(2);
    assert_eq!(purge(&store, &Purge::older_than(HOUR)), 1201);
    run(async {
        loop {
            match behind.next().await {
                // Had been read before the purge.
                Some(Ok(_)) => {}
                Some(Err(StoreError::PurgedCursor { .. })) => break,
                answer => panic!("{answer:?}"),
            }
        }
    });
}

pub fn a_purge_of_subjects_refuses_no_cursor(database: &impl Database) {
    let hands = Hands::at_noon();
    let store = hands.open(database);
    let of = |host| with_subject(record("of"), "host_id", uuid(host));
    let sent = [of(1), of(1), of(2), of(1)];
    send_all(&store, &sent);
    let places = cursors(&store);
    hands.set(2);
    let of_host = Purge::older_than(HOUR).subject("host_id", uuid(1));
    assert_eq!(purge(&store, &of_host), 3);
    for (after, left) in [(0, &sent[2..3]), (1, &sent[2..3]), (2, &[]), (3, &[])] {
        assert_eq!(list_after(&store, places[after]).unwrap(), left);
    }
    assert_eq!(cursors(&store), places[2..3]);
    let mut followed = store.follow(places[0]);
    assert_eq!(run(take(&mut followed, 1)), sent[2..3]);
    let next = of(1);
    send(&store, &next).unwrap();
    assert_eq!(run(take(&mut followed, 1)), [next]);
}

/// A host under the record's own infra-env, others under any of an entry.
pub fn only_what_is_of_deleted_subjects_is_removed(database: &impl Database) {
    let hands = Hands::at_noon();
    let store = hands.open(database);
    let of = |host, infra_env| {
        let record = with_subject(record("of"), "host_id", uuid(host));
        with_subject(record, "infra_env_id", uuid(infra_env))
    };
    let alone = |host| with_subject(record("of"), "host_id", uuid(host));
    let order = |number: &'static str| with_subject(record("order"), "order_id", number);
    let shelf = |number: i64| with_subject(record("shelf"), "shelf_id", number);
    let sent = [
        of(1, 7),
        of(1, 8),
        alone(1),
        of(2, 7),
        alone(2),
        order("A-17"),
        order("B-17"),
        shelf(-4),
        shelf(4),
        record("none"),
    ];
    send_all(&store, &sent);
    let places = cursors(&store);
    let delete = |kind: &str, id: tidings::Id, infra_env: Option<u128>| {
        let deleted = SubjectEntry {
            deleted_at: Some(NOON),
            infra_env: infra_env.map(uuid),
            ..super::registry::entry(kind, id)
        };
        run(store.put_subject(&deleted)).unwrap();
        let kept = SubjectEntry {
            infra_env: Some(uuid(99)),
            deleted_at: None,
            ..deleted
        };
        run(store.put_subject(&kept)).unwrap();
    };
    delete("host", uuid(1).into(), Some(7));
    delete("host", uuid(2).into(), None);
    delete("order", "A-17".into(), None);
    delete("shelf", tidings::Id::from(-4), None);
    let deleted = Purge {
        deleted_subjects: true,
        ..Purge::older_than(HOUR)
    };
    assert_eq!(purge(&store, &deleted), 0, "none is old enough");
    hands.set(2);
    let young = of(1, 7);
    send(&store, &young).unwrap();
    let of_host = deleted.clone().subject("host_id", uuid(2));
    assert_eq!(purge(&store, &of_host), 1);
    assert_eq!(purge(&store, &deleted), 3);
    let left = [1, 2, 3, 6, 8, 9].map(|index: usize| sent[index].clone());
    let left = [&left[..], &[young]].concat();
    assert_eq!(records(&everything(&store)), left);
    // No cursor is refused.
    assert_eq!(list_after(&store, places[0]).unwrap(), left);
}

pub fn places_are_never_given_again(database: &impl Database) {
    let (store, hands, _) = stored_at(database, &[0, 0, 0]);
    let places = cursors(&store);
    hands.set(2);
    assert_eq!(purge(&store, &Purge::older_than(HOUR)), 3);
    refused(&store, places[1]);
    for empty in [Cursor::start(), places[2], run(store.end()).unwrap()] {
        assert_eq!(list_after(&store, empty).unwrap(), []);
    }
    drop(store);
    let store = hands.open(database);
    let next = [record("next")];
    send_all(&store, &next);
    assert!(!places.contains(&cursors(&store)[0]));
    for before in [Cursor::start(), places[2]] {
        assert_eq!(list_after(&store, before).unwrap(), next);
    }
}

pub fn followers_that_wait_go_on(database: &impl Database) {
    let (store, hands, sent) = stored_at(database, &[0, 0]);
    let mut followed = store.follow(Cursor::start());
    assert_eq!(run(take(&mut followed, 2)), sent);
    hands.set(2);
    let next = [record("next")];
    run(async {
        let later = async {
            assert_eq!(
                store.purge(&Purge::older_than(HOUR)).await.unwrap().records,
                2
            );
            let sender = StoreSender::new(store.clone(), Options::default());
            sender.send(next[0].clone()).await.unwrap();
        };
        let ((), taken) = tokio::join!(later, take(&mut followed, 1));
        assert_eq!(taken, next);
    });
}

/// What is left is before what was removed, in append order.
pub fn a_clock_that_was_set_back_hides_nothing(database: &impl Database) {
    let (store, hands, sent) = stored_at(database, &[5, 0, 0, 5]);
    let places = cursors(&store);
    assert_eq!(purge(&store, &Purge::older_than(HOUR)), 2);
    assert_eq!(
        records(&everything(&store)),
        [&sent[0], &sent[3]].map(Clone::clone)
    );
    let oldest = refused(&store, places[0]);
    assert_eq!(list_after(&store, oldest).unwrap(), sent[3..]);
    // Now the clock is behind what is stored.
    hands.set(1);
    assert_eq!(purge(&store, &Purge::older_than(Duration::ZERO)), 0);
    assert_eq!(everything(&store).len(), 2);
}

pub fn a_record_is_stored_anew_after_its_purge(database: &impl Database) {
    let hands = Hands::at_noon();
    let store = hands.open(database);
    let limited = with_subject(record("host_slow"), "host_id", uuid(1));
    let stored = Receipt::Stored { id: limited.id };
    assert_eq!(send(&store, &limited).unwrap(), stored);
    hands.set(2);
    assert_eq!(send(&store, &limited).unwrap(), stored);
    let before = cursors(&store);
    assert_eq!(purge(&store, &Purge::older_than(HOUR)), 1);
    // Neither its id nor its rate limit is in the way.
    assert_eq!(send(&store, &limited).unwrap(), stored);
    let after = everything(&store);
    assert_eq!(records(&after), [limited]);
    assert_eq!(after[0].recorded_at, NOON + time::Duration::hours(2));
    assert_ne!(cursors(&store), before);
}

/// Of the purges that run at once, each record is counted by one.
pub fn writers_go_on_during_a_purge(database: &impl Database) {
    let hands = Hands::at_noon();
    let store = hands.open(database);
    let old: Vec<Record> = (0..5000).map(|_| record("old")).collect();
    let sender = StoreSender::new(
        store.clone(),
        Options {
            capacity: old.len(),
            ..Options::default()
        },
    );
    let send = |record: &Record| sender.try_send(record.clone()).unwrap();
    wait_for_all(old.iter().map(send).collect());
    hands.set(2);

    let ended = AtomicBool::new(false);
    let write = || {
        let other = hands.open(database);
        let sender = StoreSender::new(other, Options::default());
        let mut sent = Vec::new();
        while !ended.load(Ordering::SeqCst) {
            let next = record("new");
            sender.send(next.clone()).wait().unwrap();
            sent.push(next.id);
        }
        sent
    };
    let older = Purge::older_than(HOUR);
    let (purged, sent) = std::thread::scope(|scope| {
        let writers = [(); 4].map(|()| scope.spawn(write));
        let purges = [(); 2].map(|()| scope.spawn(|| purge(&hands.open(database), &older)));
        let purged = purges.map(|purge| purge.join().unwrap());
        ended.store(true, Ordering::SeqCst);
        (purged, writers.map(|writer| writer.join().unwrap()))
    });
    assert_eq!(purged.iter().sum::<u64>(), 5000);
    // Each had sent one when the purge ended; who of several writers is next is not the purge's to say.
    let sent = sent.concat();
    assert!(
        sent.len() > 4,
        "all writers had to wait for the purge's end"
    );
    super::sender::assert_stored_once(&store, &sent);
    assert_eq!(everything(&store).len(), sent.len());
}
