//! Migrations while the store is in use: writers of before go on, and nobody waits long.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tidings::{Definition, Id, Property, PropertyType, Record, SendError, Sender, Severity};
use tidings_store::{Cursor, Filter, Options, Query, Store, StoreError, StoreOptions, StoreSender};

use super::server::{self, wait_until_blocked};
use super::session::Session;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{definitions, everything, list, record, records, with_subject};
use crate::suite::append::send;
use crate::suite::follow::take;

fn of_truck(number: i64) -> Record {
    with_subject(record("moved"), "truck_id", number)
}

fn open_with_truck(database: &PostgresDatabase) -> Result<Store, StoreError> {
    let truck = Property::new("truck_id", PropertyType::Int64).into_subject();
    let moved = Definition::new("moved", "", "truck", Severity::Info).with_properties(vec![truck]);
    run(Store::open(&database.url(), &[&moved]))
}

/// A store that was opened before a subject was declared writes it where it belongs, before and after.
#[test]
fn writers_of_before_go_on_when_a_subject_is_declared() {
    let database = PostgresDatabase::new();
    let old = database.open();
    let mut followed = old.follow(Cursor::start());
    let declared = AtomicBool::new(false);
    let (sent, new) = thread::scope(|scope| {
        let writers = [1, 2, 3].map(|writer| {
            let (old, declared, url) = (&old, &declared, database.url());
            scope.spawn(move || {
                let sender = StoreSender::new(old.clone(), Options::default());
                let mut session = Session::connect(&url);
                let (mut sent, mut after) = (Vec::new(), 0);
                while after < 30 {
                    after += u32::from(declared.load(Ordering::Relaxed));
                    let record = of_truck(writer);
                    sent.push(record.id);
                    if writer == 1 {
                        session.send(old, &record);
                    } else {
                        sender.send(record).wait().unwrap();
                    }
                }
                sent
            })
        });
        run(take(&mut followed, 30));
        let new = open_with_truck(&database).unwrap();
        declared.store(true, Ordering::Relaxed);
        (writers.map(|writer| writer.join().unwrap()), new)
    });
    for (writer, sent) in (1_i64..).zip(sent) {
        for store in [&old, &new] {
            let mut query = Query::new(Filter::default().subject("truck_id", writer));
            query.limit = Some(-1);
            let mut found: Vec<_> = records(&list(store, &query).records)
                .iter()
                .map(|record| record.id)
                .collect();
            let mut sent = sent.clone();
            found.sort_unstable();
            sent.sort_unstable();
            assert_eq!(found, sent);
        }
    }
    let in_columns =
        "SELECT count(*) FROM tidings.events WHERE truck_id IS NULL OR other_subjects IS NOT NULL";
    assert_eq!(database.psql(in_columns), "0");
}

/// Neither a transaction that cannot see that the subject was declared, whichever store sends in it, leaves it out of
/// its column.
#[test]
fn an_older_snapshot_fills_columns_that_were_added_since() {
    let database = PostgresDatabase::new();
    let old = database.open();
    let mut session = Session::connect(&database.url());
    let mut transaction = session.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ");
    transaction.run("SELECT 1");
    let new = open_with_truck(&database).unwrap();
    let mut sent = Vec::new();
    for store in [&old, &new] {
        let mut late = of_truck(1);
        let other = ("undeclared_id".into(), Id::from("U-1"));
        late.subjects.extend([other]);
        transaction.send(store, &late).unwrap();
        sent.push(late);
        let misfit = with_subject(record("moved"), "truck_id", "T-8");
        let refused = transaction.send(store, &misfit);
        assert!(
            matches!(refused, Err(SendError::InvalidValue { .. })),
            "{refused:?}"
        );
    }
    transaction.send(&old, &sent[0]).unwrap();
    transaction.commit();
    for store in [&old, &new] {
        assert_eq!(records(&everything(store)), sent);
        let filter = Filter::default().subject("truck_id", 1);
        assert_eq!(list(store, &Query::new(filter)).records.len(), 2);
    }
    let others = "SELECT DISTINCT other_subjects::text FROM tidings.events";
    assert_eq!(database.psql(others), r#"{"undeclared_id":"U-1"}"#);
}

/// As a store of the release before the registry of subjects.
const VERSION_1: &str = "DROP TABLE tidings.registry; UPDATE tidings.meta SET schema_version = 1;";

#[test]
fn a_store_of_version_1_is_migrated_and_keeps_all() {
    let database = PostgresDatabase::new();
    let old = database.open();
    let sent = [
        of_truck(1),
        with_subject(record("b"), "host_id", crate::sample::uuid(1)),
    ];
    for one in &sent {
        send(&old, one).unwrap();
    }
    let before = everything(&old);
    database.psql(VERSION_1);
    let connected = run(Store::connect(&database.url())).unwrap_err();
    let is_older = matches!(connected, StoreError::OlderSchema { found: 1, known: 2 });
    assert!(is_older, "{connected:?}");
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    let url = database.url();
    let script = Store::migration_sql(&url, &definitions, StoreOptions::default());
    insta::assert_snapshot!(run(script).unwrap());

    let new = database.open();
    let version = "SELECT schema_version, compatible_from FROM tidings.meta";
    assert_eq!(database.psql(version), "2|1");
    assert_eq!(everything(&new), before);
    let entry = crate::suite::registry::entry("host", crate::sample::uuid(1));
    run(new.put_subject(&entry)).unwrap();
    // The release before goes on beside it.
    let more = of_truck(2);
    send(&old, &more).unwrap();
    assert_eq!(everything(&new).last().unwrap().record, more);
    assert_eq!(everything(&old).len(), 3);
}

/// What a later release may do to a store that this one can still use.
const LATER: &str =
    "ALTER TABLE tidings.events ADD COLUMN later text, ADD COLUMN other integer NOT NULL DEFAULT 7;
    ALTER TABLE tidings.meta ADD COLUMN later text;
    ALTER TABLE tidings.subjects ADD COLUMN later text;
    CREATE TABLE tidings.more (number integer);
    CREATE INDEX events_later ON tidings.events (later);
    UPDATE tidings.meta SET schema_version = 99, compatible_from = 1;";

#[test]
fn the_release_before_goes_on_after_a_migration() {
    let database = PostgresDatabase::new();
    let old = database.open();
    let mut followed = old.follow(Cursor::start());
    let before = record("before");
    send(&old, &before).unwrap();
    database.psql(LATER);
    let after = record("after");
    send(&old, &after).unwrap();

    let again = database.open();
    let connected = run(Store::connect(&database.url())).unwrap();
    let last = [record("again"), record("in")];
    send(&again, &last[0]).unwrap();
    Session::connect(&database.url()).send(&connected, &last[1]);
    let [again_sent, in_sent] = last;
    let all = [before, after, again_sent, in_sent];
    assert_eq!(run(take(&mut followed, 4)), all);
    for store in [old, again, connected] {
        assert_eq!(records(&everything(&store)), all);
        let mut query = Query::new(Filter::everything());
        query.limit = Some(-1);
        assert_eq!(list(&store, &query).records.len(), 4);
    }
    // It may also declare a subject.
    let truck = open_with_truck(&database).unwrap();
    send(&truck, &of_truck(1)).unwrap();
    let filter = Filter::default().subject("truck_id", 1);
    assert_eq!(list(&truck, &Query::new(filter)).records.len(), 1);
}

#[test]
fn a_release_that_is_too_old_is_told() {
    let database = PostgresDatabase::new();
    drop(database.open());
    database.psql("UPDATE tidings.meta SET schema_version = 99, compatible_from = 98");
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    for answer in [
        run(Store::open(&database.url(), &definitions)),
        run(Store::connect(&database.url())),
    ] {
        let found = matches!(
            answer,
            Err(StoreError::NewerSchema {
                found: 99,
                known: 2
            })
        );
        assert!(found, "{answer:?}");
    }
}

/// The longest that others may wait behind a migration that waits itself, and what a busy machine adds.
const BRIEFLY: Duration = Duration::from_secs(3);

#[test]
fn a_migration_behind_a_long_transaction_lets_others_through() {
    let database = PostgresDatabase::new();
    let store = database.open();
    let mut session = Session::connect(&database.url());
    let mut long = session.begin();
    let kept = of_truck(1);
    long.send(&store, &kept).unwrap();
    let (longest, opened) = thread::scope(|scope| {
        let opening = scope.spawn(|| open_with_truck(&database));
        wait_until_blocked(&database);
        let sender = StoreSender::new(store.clone(), Options::default());
        let begun = Instant::now();
        let mut longest = Duration::ZERO;
        // It tries several times meanwhile.
        while begun.elapsed() < Duration::from_secs(4) {
            let sent = Instant::now();
            sender.send(of_truck(2)).wait().unwrap();
            list(&store, &Query::default());
            longest = longest.max(sent.elapsed());
        }
        assert!(!opening.is_finished());
        long.commit();
        (longest, opening.join().unwrap())
    });
    assert!(longest < BRIEFLY, "{longest:?}");
    let new = opened.unwrap();
    let filter = Filter::default().subject("truck_id", 1);
    assert_eq!(records(&list(&new, &Query::new(filter)).records), [kept]);
}

/// Another migration, or somebody else who holds its lock for long: the second finds all done.
#[test]
fn migrations_wait_for_each_other() {
    let database = server::database();
    let (mut one, definitions) = (Session::connect(&database.url()), definitions());
    let definitions: Vec<_> = definitions.iter().collect();
    let url = database.url();
    let script = run(Store::migration_sql(
        &url,
        &definitions,
        StoreOptions::default(),
    ))
    .unwrap();
    let script = script.replace("BEGIN;", "").replace("COMMIT;", "");
    let mut by_hand = one.begin();
    by_hand.run(&script);
    let opened = thread::scope(|scope| {
        let opening = scope.spawn(|| run(Store::open(&url, &definitions)));
        wait_until_blocked(&database);
        by_hand.commit();
        opening.join().unwrap()
    });
    send(&opened.unwrap(), &record("x")).unwrap();
}
