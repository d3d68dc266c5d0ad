//! Rate limits under contention: who holds a limit holds up nobody else.

use std::thread;
use std::time::{Duration, Instant};

use tidings::{Receipt, Record, SendError, Sender};
use tidings_store::{Options, Store, StoreOptions, StoreSender};

use super::server;
use super::session::Session;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{everything, record, records, uuid, with_subject};

fn slow(host: u128) -> Record {
    with_subject(record("host_slow"), "host_id", uuid(host))
}

fn sender(store: &Store) -> StoreSender {
    StoreSender::new(store.clone(), Options::default())
}

/// What is sent beside a limit that is held: others of the same batch, and other limits, go on; the one waits.
#[test]
fn a_limit_that_is_held_for_long_holds_up_no_other_event() {
    for commit in [true, false] {
        let database = PostgresDatabase::new();
        let options = StoreOptions {
            busy_limit: Duration::from_secs(60),
            ..StoreOptions::default()
        };
        let store = database.open_with(options);
        let mut session = Session::connect(&database.url());
        let (held, waiting) = (slow(1), slow(1));
        let mut transaction = session.begin();
        transaction.send(&store, &held).unwrap();

        let sender = sender(&store);
        let mut others: Vec<Record> = (0..30).map(|_| record("other")).collect();
        others.push(slow(2));
        // One batch, but for the first.
        let mut sendings: Vec<_> = others[..10]
            .iter()
            .map(|record| sender.try_send(record.clone()).unwrap())
            .collect();
        let waits = sender.try_send(waiting.clone()).unwrap();
        let rest = others[10..].iter();
        sendings.extend(rest.map(|record| sender.try_send(record.clone()).unwrap()));
        let begun = Instant::now();
        for sending in sendings {
            assert!(matches!(sending.wait(), Ok(Receipt::Stored { .. })));
        }
        // Those that come later too, each alone.
        for _ in 0..30 {
            sender.send(record("later")).wait().unwrap();
        }
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{:?}",
            begun.elapsed()
        );

        let mut waits = std::pin::pin!(waits);
        let undecided = Duration::from_millis(200);
        run(async {
            let decided = tokio::time::timeout(undecided, &mut waits).await;
            assert!(decided.is_err(), "{decided:?}");
        });
        let stored = if commit {
            transaction.commit();
            assert!(matches!(run(waits), Ok(Receipt::RateLimited { .. })));
            held
        } else {
            transaction.rollback();
            assert!(matches!(run(waits), Ok(Receipt::Stored { .. })));
            waiting
        };
        let all = records(&everything(&store));
        let of_host = all
            .iter()
            .filter(|record| record.subjects == stored.subjects);
        assert_eq!(of_host.collect::<Vec<_>>(), [&stored]);
        assert_eq!(all.len(), 62);
    }
}

#[test]
fn who_waits_for_a_limit_too_long_is_told() {
    let database = PostgresDatabase::new();
    let options = StoreOptions {
        busy_limit: Duration::from_millis(300),
        ..StoreOptions::default()
    };
    let store = database.open_with(options);
    let mut session = Session::connect(&database.url());
    let mut transaction = session.begin();
    transaction.send(&store, &slow(1)).unwrap();

    let sender = sender(&store);
    let begun = Instant::now();
    let told = sender.send(slow(1)).wait();
    assert!(matches!(told, Err(SendError::Unavailable(_))), "{told:?}");
    let waited = begun.elapsed();
    assert!(
        waited >= Duration::from_millis(300) && waited < Duration::from_secs(5),
        "{waited:?}"
    );
    transaction.rollback();
    assert!(matches!(
        sender.send(slow(1)).wait(),
        Ok(Receipt::Stored { .. })
    ));
}

const ROUNDS: u128 = 60;
const KEYS: u128 = 12;

/// Two stores, each with the same limits in one batch, in opposite order.
#[test]
fn batches_with_the_same_limits_in_opposite_order_do_not_deadlock() {
    let database = server::database();
    let stores = [database.open(), database.open()];
    let [one, two] = stores.each_ref().map(sender);
    let mut stored = 0;
    for round in 0..ROUNDS {
        let keys = || round * KEYS..(round + 1) * KEYS;
        let send = |sender: &StoreSender, keys: Vec<u128>| {
            let sendings = keys
                .into_iter()
                .map(|key| sender.try_send(slow(key)).unwrap());
            let sendings: Vec<_> = sendings.collect();
            let answers = sendings.into_iter().map(|sending| sending.wait().unwrap());
            answers
                .filter(|answer| matches!(answer, Receipt::Stored { .. }))
                .count()
        };
        stored += thread::scope(|scope| {
            let forth = scope.spawn(|| send(&one, keys().collect()));
            let back = scope.spawn(|| send(&two, keys().rev().collect()));
            forth.join().unwrap() + back.join().unwrap()
        });
    }
    assert_eq!(stored as u128, ROUNDS * KEYS, "one of each limit");
    assert_eq!(everything(&stores[0]).len(), stored);
    let log = server::own().log();
    assert!(!log.contains("deadlock detected"), "{log}");
}

/// Transactions that send several limited events in opposite order: PostgreSQL ends one of them, as with any locks that
/// users take in no order; what the other does stands.
#[test]
fn transactions_that_deadlock_are_told() {
    let cluster = testbed::postgres::Cluster::start(&testbed::postgres::Settings::new());
    let database = PostgresDatabase::of(cluster.create_database());
    let store = database.open();
    let [mut first, mut second] = [(); 2].map(|()| Session::connect(&database.url()));
    let (mut one, mut two) = (first.begin(), second.begin());
    one.send(&store, &slow(1)).unwrap();
    two.send(&store, &slow(2)).unwrap();
    let answers = thread::scope(|scope| {
        let other = scope.spawn(|| {
            let answer = two.send(&store, &slow(1));
            match &answer {
                Ok(_) => two.commit(),
                Err(_) => two.rollback(),
            }
            answer
        });
        let answer = one.send(&store, &slow(2));
        match &answer {
            Ok(_) => one.commit(),
            Err(_) => one.rollback(),
        }
        [answer, other.join().unwrap()]
    });
    let told: Vec<_> = answers.iter().filter(|answer| answer.is_err()).collect();
    assert!(
        matches!(told[..], [Err(SendError::Unavailable(_))]),
        "{answers:?}"
    );
    assert_eq!(everything(&store).len(), 2);
}
