//! The suite through PgBouncer, and what is special there: connections of the server's that others have used.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tidings::{Definition, Property, PropertyType, Record, Sender, Severity, Uuid};
use tidings_store::{Cursor, Options, PostgresOptions, Query, Store, StoreOptions, StoreSender};

use super::pooler::{CONNECTIONS, PooledDatabase};
use super::server;
use super::session::Session;
use crate::database::{Database, run};
use crate::sample::{everything, list, record, with_subject};
use crate::suite::follow::take;
use crate::suite::sender::assert_stored_once;

crate::suite::run_suite!(super::PooledDatabase::new());

/// A store of its own in the database, of other subjects than those of the others.
fn store_of(database: &PooledDatabase, number: usize) -> Store {
    let kinds = [
        PropertyType::Uuid,
        PropertyType::String,
        PropertyType::Int64,
    ];
    let subjects = (0..=number).map(|subject| {
        let name = format!("subject{subject}_id");
        Property::new(name, kinds[(subject + number) % 3])
            .into_subject()
            .into_optional()
    });
    let definition = Definition::new("sent", "sent", "any", Severity::Info)
        .with_properties(subjects.collect::<Vec<_>>());
    let postgres = PostgresOptions {
        // Two stores of each schema.
        schema: format!("tidings_{}", number % 2),
        ..PostgresOptions::default()
    };
    let options = StoreOptions {
        postgres,
        ..StoreOptions::default()
    };
    run(Store::open_with(&database.url(), &[&definition], options)).unwrap()
}

/// Each prepares its inserts on connections that the others use next.
#[test]
fn stores_of_different_catalogs_share_connections() {
    let database = PooledDatabase::new();
    let stores: Vec<Store> = (0..2).map(|number| store_of(&database, number)).collect();
    let sent: Vec<Vec<Uuid>> = thread::scope(|scope| {
        let tasks = stores.iter().flat_map(|store| [store; 4]);
        let tasks = tasks.map(|store| scope.spawn(|| send_some(store, 40)));
        let tasks: Vec<_> = tasks.collect();
        let sent = tasks.into_iter().map(|task| task.join().unwrap());
        sent.collect()
    });
    for (store, sent) in stores.iter().zip(sent.chunks(4)) {
        assert_stored_once(store, &sent.concat());
        assert_eq!(everything(store).len(), 160);
    }
}

fn send_some(store: &Store, count: usize) -> Vec<Uuid> {
    let sender = StoreSender::new(store.clone(), Options::default());
    let send = |_| {
        let record = record("sent");
        let id = record.id;
        sender.send(record).wait().unwrap();
        list(store, &Query::default());
        id
    };
    (0..count).map(send).collect()
}

/// A catalog gains a subject while others, who know nothing of it, go on.
#[test]
fn a_subject_is_declared_while_others_send() {
    let database = PooledDatabase::new();
    let old = database.open();
    let sent = thread::scope(|scope| {
        let sending = [(); 3].map(|()| scope.spawn(|| send_some(&old, 60)));
        let truck = Property::new("truck_id", PropertyType::String).into_subject();
        let moved =
            Definition::new("moved", "", "truck", Severity::Info).with_properties(vec![truck]);
        let new = run(Store::open(&database.url(), &[&moved])).unwrap();
        let own = with_subject(record("moved"), "truck_id", "T-8");
        crate::suite::append::send(&new, &own).unwrap();
        sending.map(|sending| sending.join().unwrap())
    });
    assert_stored_once(&old, &sent.concat());
    assert_eq!(everything(&old).len(), 181);
}

/// Senders wait, followers go on; nothing is stored twice.
#[test]
fn connections_of_the_server_may_be_lost() {
    let database = PooledDatabase::new();
    let store = database.open();
    let mut followed = store.follow(Cursor::start());
    let ended = AtomicBool::new(false);
    let (sent, killed) = thread::scope(|scope| {
        let killing = scope.spawn(|| {
            let mut killed = 0;
            while !ended.load(Ordering::Relaxed) {
                killed += server::own().kill_backends(database.name());
            }
            killed
        });
        let sending = [(); 3].map(|()| {
            scope.spawn(|| {
                let sender = StoreSender::new(store.clone(), Options::default());
                let sent: Vec<Record> = (0..60).map(|_| record("sent")).collect();
                for record in &sent {
                    sender.send(record.clone()).wait().unwrap();
                }
                sent.iter().map(|record| record.id).collect::<Vec<_>>()
            })
        });
        let sent = sending.map(|sending| sending.join());
        ended.store(true, Ordering::Relaxed);
        (sent.map(Result::unwrap), killing.join().unwrap())
    });
    assert!(killed > 0);
    assert_stored_once(&store, &sent.concat());
    let followed = run(take(&mut followed, 180));
    let all: Vec<Record> = everything(&store)
        .into_iter()
        .map(|one| one.record)
        .collect();
    assert_eq!(followed, all);
}

/// A transaction of a user's by the pooler, beside the store's own.
#[test]
fn transactions_of_users_pass_the_pooler() {
    let database = PooledDatabase::new();
    let store = database.open();
    let [mut one, mut two] = [(); 2].map(|()| Session::connect(&database.url()));
    let sent = [record("one"), record("two"), record("three")];
    let mut slow = one.begin();
    slow.send(&store, &sent[2]).unwrap();
    two.send(&store, &sent[0]);
    crate::suite::append::send(&store, &sent[1]).unwrap();
    let mut followed = store.follow(Cursor::start());
    assert_eq!(run(take(&mut followed, 2)), sent[..2]);
    slow.commit();
    assert_eq!(run(take(&mut followed, 1)), sent[2..]);
}

/// `LISTEN` would hold for whoever has the server's connection next, whose client may not know what comes then.
#[test]
fn no_shared_session_listens() {
    let database = PooledDatabase::new();
    let following = database.open();
    let mut followed = following.follow(Cursor::start());
    let sending = database.open();
    // Once it waits it looks for others' commits, before which it would listen.
    run(async {
        let next = tokio::time::timeout(Duration::from_millis(10), followed.next());
        assert!(next.await.is_err(), "there is nothing to follow");
    });
    let record = record("sent");
    crate::suite::append::send(&sending, &record).unwrap();
    assert_eq!(run(take(&mut followed, 1)), [record]);
    let mut sessions = [(); CONNECTIONS].map(|()| Session::connect(&database.url()));
    // Each holds one until all have one.
    let transactions = sessions.iter_mut().map(|session| {
        let mut transaction = session.begin();
        let channels = "SELECT count(*), pg_backend_pid() FROM pg_listening_channels()";
        let found = transaction.try_run(channels).unwrap();
        (transaction, found)
    });
    let transactions: Vec<_> = transactions.collect();
    let mut backends = HashSet::new();
    for (_, found) in &transactions {
        assert_eq!(found[0][0], "0");
        backends.insert(found[0][1].clone());
    }
    assert_eq!(backends.len(), CONNECTIONS);
}
