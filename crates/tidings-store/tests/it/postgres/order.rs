//! Append order, where sequence numbers, transaction ids and commits disagree.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tidings::{Record, Sender, Uuid};
use tidings_store::{Cursor, Options, Records, Store, StoreSender};

use super::naive::{BELOW_XMIN, BY_SEQUENCE, BY_SETTLED_TRANSACTION, BY_TRANSACTION, Naive};
use super::server;
use super::session::Session;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{everything, record, records};
use crate::suite::append::send;
use crate::suite::follow::take;

fn ids(records: &[Record]) -> Vec<Uuid> {
    records.iter().map(|record| record.id).collect()
}

/// The ids of the next so many.
fn next(followed: &mut Records, count: usize) -> Vec<Uuid> {
    ids(&run(take(followed, count)))
}

/// Whether nothing comes, although followers have looked several times.
fn nothing_comes(followed: &mut Records) -> bool {
    let short = Duration::from_millis(200);
    run(async { tokio::time::timeout(short, followed.next()).await.is_err() })
}

/// A number is taken before the commit: first come is not first committed.
#[test]
fn a_number_that_is_taken_first_may_be_committed_last() {
    let database = PostgresDatabase::new();
    let store = database.open();
    let mut followed = store.follow(Cursor::start());
    let [mut one, mut two] = [(); 2].map(|()| Session::connect(&database.url()));
    let mut naive = [BY_SEQUENCE, BY_TRANSACTION].map(|query| Naive::new(&database, query));
    let (first, second) = (record("first"), record("second"));

    let mut slow = one.begin();
    slow.send(&store, &first).unwrap();
    two.send(&store, &second);
    assert_eq!(next(&mut followed, 1), [second.id]);
    naive.iter_mut().for_each(Naive::look);
    assert!(nothing_comes(&mut followed));
    slow.commit();
    assert_eq!(next(&mut followed, 1), [first.id]);
    assert!(nothing_comes(&mut followed));

    for naive in &mut naive {
        naive.look();
        assert_eq!(naive.seen, [second.id], "misses one");
    }
    let order = [second, first];
    assert_eq!(records(&everything(&store)), order);
    let mut late = database.open().follow(Cursor::start());
    assert_eq!(run(take(&mut late, 2)), order);
}

/// A transaction that has written something else has its id early, and its event a number late.
#[test]
fn numbers_and_transaction_ids_may_be_inverted() {
    let database = PostgresDatabase::new();
    let store = database.open();
    database.psql("CREATE TABLE orders (number integer)");
    let mut followed = store.follow(Cursor::start());
    let [mut one, mut two] = [(); 2].map(|()| Session::connect(&database.url()));
    let mut naive = Naive::new(&database, BELOW_XMIN);
    let (low, high) = (record("low"), record("high"));

    let mut early = one.begin();
    early.run("INSERT INTO orders VALUES (1)");
    let mut late = two.begin();
    late.send(&store, &low).unwrap();
    early.send(&store, &high).unwrap();
    early.commit();
    // Nothing with a smaller transaction id is open, but something with a smaller number is.
    naive.look();
    assert_eq!(naive.seen, [high.id]);
    assert_eq!(next(&mut followed, 1), [high.id]);
    late.commit();
    assert_eq!(next(&mut followed, 1), [low.id]);

    naive.look();
    assert_eq!(naive.seen, [high.id], "misses one");
    assert_eq!(records(&everything(&store)), [high, low]);
}

/// The other way round: the transaction with the earlier id commits last.
#[test]
fn a_transaction_id_that_is_taken_first_may_be_committed_last() {
    let database = PostgresDatabase::new();
    let store = database.open();
    database.psql("CREATE TABLE orders (number integer)");
    let mut followed = store.follow(Cursor::start());
    let [mut one, mut two] = [(); 2].map(|()| Session::connect(&database.url()));
    let mut naive = Naive::new(&database, BY_TRANSACTION);
    let (first, last) = (record("first"), record("last"));

    let mut early = one.begin();
    early.run("INSERT INTO orders VALUES (1)");
    two.send(&store, &first);
    assert_eq!(next(&mut followed, 1), [first.id]);
    naive.look();
    early.send(&store, &last).unwrap();
    early.commit();
    assert_eq!(next(&mut followed, 1), [last.id]);

    naive.look();
    assert_eq!(naive.seen, [first.id], "misses one");
    assert_eq!(records(&everything(&store)), [first, last]);
}

/// However long: followers see what others commit meanwhile, and its event after its commit.
#[test]
fn a_transaction_that_is_open_for_long_holds_up_nobody() {
    let database = PostgresDatabase::new();
    let store = database.open();
    let mut followed = store.follow(Cursor::start());
    let mut naive = [BELOW_XMIN, BY_SETTLED_TRANSACTION].map(|query| Naive::new(&database, query));
    let [mut one, mut two] = [(); 2].map(|()| Session::connect(&database.url()));
    let slow = record("slow");
    let mut long = one.begin();
    long.send(&store, &slow).unwrap();

    let mut sent = Vec::new();
    for number in 0..60 {
        let record = record("meanwhile");
        if number % 2 == 0 {
            two.send(&store, &record);
        } else {
            send(&store, &record).unwrap();
        }
        sent.push(record.id);
    }
    assert_eq!(next(&mut followed, 60), sent);
    naive.iter_mut().for_each(Naive::look);
    long.commit();
    let after = record("after");
    send(&store, &after).unwrap();
    sent.extend([slow.id, after.id]);
    assert_eq!(next(&mut followed, 2), [slow.id, after.id]);
    assert!(nothing_comes(&mut followed));
    assert_eq!(ids(&records(&everything(&store))), sent);
    for naive in naive {
        assert!(naive.seen.is_empty(), "sees nothing for as long");
    }
}

/// One's acknowledgement may be why another sends: by another store, or in a transaction.
#[test]
fn what_is_sent_after_an_acknowledgement_comes_after_it() {
    let database = PostgresDatabase::new();
    let stores = [database.open(), database.open()];
    let senders = stores
        .each_ref()
        .map(|store| StoreSender::new(store.clone(), Options::default()));
    let ended = AtomicBool::new(false);
    let mut chain = Vec::new();
    thread::scope(|scope| {
        let noise = || {
            while !ended.load(Ordering::Relaxed) {
                senders[1].send(record("noise")).wait().unwrap();
            }
        };
        let noises = [(); 3].map(|()| scope.spawn(noise));
        let mut session = Session::connect(&database.url());
        for link in 0..120 {
            let record = record("link");
            chain.push(record.id);
            match link % 3 {
                2 => session.send(&stores[1], &record),
                sender => senders[sender].send(record).wait().unwrap(),
            };
        }
        ended.store(true, Ordering::Relaxed);
        noises.into_iter().for_each(|noise| noise.join().unwrap());
    });
    let all = everything(&stores[0]);
    let links = all.iter().filter(|stored| stored.record.name == "link");
    assert_eq!(
        links.map(|stored| stored.record.id).collect::<Vec<_>>(),
        chain
    );
}

const WRITERS: usize = 6;
const TRANSACTIONS: usize = 40;

/// Transactions that stay open for a random time and are partly rolled back; beside senders. All followers see the same.
#[test]
fn every_follower_sees_the_same_order() {
    let database = PostgresDatabase::new();
    let stores = [database.open(), database.open()];
    let ended = AtomicBool::new(false);
    let (mut committed, followed) = thread::scope(|scope| {
        let followers = [
            scope.spawn(|| follow_until(&stores[0], &ended, usize::MAX)),
            scope.spawn(|| follow_until(&stores[1], &ended, usize::MAX)),
            // Goes on from the text of its cursor again and again.
            scope.spawn(|| follow_until(&stores[1], &ended, 7)),
        ];
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let store = &stores[writer % 2];
                let url = database.url();
                scope.spawn(move || write_some(store, &url, writer))
            })
            .collect();
        let committed: Vec<Uuid> = writers
            .into_iter()
            .flat_map(|writer| writer.join().unwrap())
            .collect();
        ended.store(true, Ordering::Relaxed);
        (
            committed,
            followers.map(|follower| follower.join().unwrap()),
        )
    });
    let order = ids(&records(&everything(&stores[0])));
    for followed in followed {
        assert_eq!(followed, order);
    }
    let mut distinct = order;
    distinct.sort_unstable();
    committed.sort_unstable();
    assert_eq!(distinct, committed, "each that was committed, once");
}

/// What it has committed.
fn write_some(store: &Store, url: &str, writer: usize) -> Vec<Uuid> {
    let mut session = Session::connect(url);
    let sender = StoreSender::new(store.clone(), Options::default());
    let mut committed = Vec::new();
    for _ in 0..TRANSACTIONS {
        let record = record("sent");
        let random = record.id.as_u128();
        if writer == 0 {
            committed.push(record.id);
            sender.send(record).wait().unwrap();
            continue;
        }
        let mut transaction = session.begin();
        if random.is_multiple_of(3) {
            transaction.run("SELECT pg_current_xact_id()");
        }
        transaction.send(store, &record).unwrap();
        // The random time; there is nothing to wait for.
        thread::sleep(Duration::from_micros((random >> 8) as u64 % 8000));
        if (random >> 4).is_multiple_of(5) {
            transaction.rollback();
        } else {
            transaction.commit();
            committed.push(record.id);
        }
    }
    committed
}

/// All that comes until the writers have ended and nothing more does; after so many a new follower takes over.
fn follow_until(store: &Store, ended: &AtomicBool, at_once: usize) -> Vec<Uuid> {
    let mut cursor = Cursor::start();
    let mut seen = Vec::new();
    loop {
        let mut followed = store.follow(cursor.to_string().parse().unwrap());
        for _ in 0..at_once {
            let was_ended = ended.load(Ordering::Relaxed);
            let next = run(async {
                tokio::time::timeout(Duration::from_millis(500), followed.next()).await
            });
            match next {
                Ok(stored) => {
                    let stored = stored.unwrap().unwrap();
                    cursor = stored.cursor.unwrap();
                    seen.push(stored.record.id);
                }
                Err(_) if was_ended => return seen,
                Err(_) => {}
            }
        }
    }
}

/// In a new cluster transactions are counted anew, and all that was restored is of one time.
#[test]
fn followers_go_on_after_a_dump_and_a_restore() {
    let database = server::database();
    // What a cluster has behind it that is in use.
    database.psql(&"SELECT pg_current_xact_id();\n".repeat(3000));
    let store = database.open();
    let all: Vec<Record> = (0..6).map(|_| record("kept")).collect();
    let mut session = Session::connect(&database.url());
    // Out of the order of numbers.
    let mut slow = session.begin();
    slow.send(&store, &all[1]).unwrap();
    send(&store, &all[0]).unwrap();
    assert_eq!(everything(&store).len(), 1, "it has its place");
    slow.commit();
    for record in &all[2..5] {
        send(&store, record).unwrap();
    }
    let mut naive = Naive::new(&database, BY_SETTLED_TRANSACTION);
    naive.look();
    let cursors: Vec<Cursor> = everything(&store)
        .iter()
        .map(|stored| stored.cursor.unwrap())
        .collect();
    let dump = server::own().dump(database.name());
    send(&store, &all[5]).unwrap();
    let after_dump = everything(&store)[5].cursor.unwrap();

    let cluster = testbed::postgres::Cluster::start(&testbed::postgres::Settings::new());
    let restored = PostgresDatabase::of(cluster.create_database());
    restored.psql(&dump);
    let store = restored.open();
    assert_eq!(records(&everything(&store)), all[..5]);
    assert_refused(&store, after_dump);
    let other = server::database().open();
    send(&other, &record("x")).unwrap();
    assert_refused(&store, everything(&other)[0].cursor.unwrap());

    let mut followed = store.follow(cursors[1]);
    assert_eq!(run(take(&mut followed, 3)), all[2..5]);
    let mut naive = naive.resume_at(&restored);
    let new = record("new");
    send(&store, &new).unwrap();
    Session::connect(&restored.url()).send(&store, &all[5]);
    assert_eq!(next(&mut followed, 2), [new.id, all[5].id]);
    assert!(nothing_comes(&mut followed));
    naive.look();
    assert_eq!(naive.seen.len(), 5, "misses what is new");
}

/// The same positions hold other records then.
#[test]
fn a_new_epoch_refuses_cursors_from_after_an_older_backup() {
    let database = server::database();
    let store = database.open();
    send(&store, &record("kept")).unwrap();
    let dump = server::own().dump(database.name());
    send(&store, &record("lost")).unwrap();
    let seen: Vec<Cursor> = everything(&store)
        .iter()
        .map(|stored| stored.cursor.unwrap())
        .collect();

    let restored = PostgresDatabase::of(server::own().create_database());
    restored.psql(&dump);
    restored.psql(&new_epoch());
    let store = restored.open();
    send(&store, &record("another")).unwrap();
    for cursor in seen {
        assert_refused(&store, cursor);
    }
    let followed = run(take(&mut store.follow(Cursor::start()), 2));
    assert_eq!(followed, records(&everything(&store)));
}

/// What the documentation says to run.
fn new_epoch() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/postgresql.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, backups) = text.split_once("## Backups").unwrap();
    let (_, rest) = backups.split_once("```sql\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn assert_refused(store: &Store, cursor: Cursor) {
    let refused = run(store.follow(cursor).next()).unwrap();
    assert!(
        matches!(
            refused,
            Err(tidings_store::StoreError::ForeignCursor { .. })
        ),
        "{refused:?}"
    );
}
