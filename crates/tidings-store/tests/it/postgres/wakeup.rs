//! How followers come to know of commits: by notifications, which no transaction of a user has in it, and without them.

use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{iter, thread};

use tidings::Sender;
use tidings_store::sqlx::postgres::PgListener;
use tidings_store::{Cursor, Options, Store, StoreSender};
use tokio::runtime::{Builder, Runtime};

use super::pooler::pooler;
use super::server;
use super::session::Session;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{definitions, everything, record, records, uuid, with_subject};
use crate::suite::append::send;
use crate::suite::follow::take;

/// What a person would still take for at once.
const SOON: Duration = Duration::from_secs(5);

fn open_by_pooler(database: &PostgresDatabase) -> Store {
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    run(Store::open(&pooler().url(database.name()), &definitions)).unwrap()
}

/// Delays from the acknowledgement by one store to a follower of another, sorted.
fn delays(sending: &Store, following: &Store, count: usize) -> Vec<Duration> {
    let sender = StoreSender::new(sending.clone(), Options::default());
    let mut followed = following.follow(run(following.end()).unwrap());
    let mut delays = Vec::new();
    for _ in 0..count {
        let record = record("timed");
        // At any time between two looks of the follower.
        thread::sleep(Duration::from_micros(record.id.as_u128() as u64 % 60_000));
        let delay = thread::scope(|scope| {
            let following = scope.spawn(|| {
                run(take(&mut followed, 1));
                Instant::now()
            });
            sender.send(record).wait().unwrap();
            let sent = Instant::now();
            following.join().unwrap().saturating_duration_since(sent)
        });
        delays.push(delay);
    }
    delays.sort_unstable();
    delays
}

fn assert_soon(what: &str, delays: &[Duration]) {
    let (median, last) = (delays[delays.len() / 2], delays[delays.len() * 99 / 100]);
    eprintln!("{what}: median {median:.1?}, 99 of 100 within {last:.1?}");
    assert!(delays[delays.len() - 1] < SOON, "{delays:?}");
}

/// Prints how soon; run with `--nocapture` to see it.
#[test]
fn records_of_other_processes_come_soon() {
    let database = server::database();
    let sending = database.open();
    let notified = delays(&sending, &database.open(), 200);
    assert_soon("notified", &notified);
}

/// A pooler passes no notifications on.
#[test]
fn records_come_soon_without_notifications() {
    let database = server::database();
    let sending = database.open();
    let polled = delays(&sending, &open_by_pooler(&database), 200);
    assert_soon("without notifications", &polled);
}

/// Hears notifications on the channel on which followers of the database listen.
struct Ear {
    heard: mpsc::Receiver<String>,
    channel: String,
    _runtime: Runtime,
}

impl Ear {
    /// Somebody follows already.
    fn of(database: &PostgresDatabase) -> Self {
        let channel = database.psql(
            "SELECT DISTINCT substring(query FROM 'tidings_[0-9a-f]+') FROM pg_stat_activity \
             WHERE datname = current_database() AND query LIKE 'LISTEN%'",
        );
        let mut runtime = Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
        let url = database.url();
        let connect = PgListener::connect(&url);
        let mut listener = runtime.block_on(connect).unwrap();
        runtime.block_on(listener.listen(&channel)).unwrap();
        let (hear, heard) = mpsc::channel();
        runtime.spawn(async move {
            while let Ok(notification) = listener.recv().await {
                if hear.send(notification.payload().to_owned()).is_err() {
                    break;
                }
            }
        });
        Self {
            heard,
            channel,
            _runtime: runtime,
        }
    }

    /// What was notified up to now.
    fn heard(&self, database: &PostgresDatabase) -> Vec<String> {
        database.psql(&format!("SELECT pg_notify('{}', 'now')", self.channel));
        let next = || self.heard.recv_timeout(server::PATIENCE).unwrap();
        iter::repeat_with(next)
            .take_while(|payload| payload != "now")
            .collect()
    }
}

/// Nobody sends but transactions of users: nothing is notified, and it comes soon.
#[test]
fn transactions_of_users_notify_nobody_and_are_seen_soon() {
    let database = server::database();
    let store = database.open();
    let mut followed = database.open().follow(Cursor::start());
    let mut session = Session::connect(&database.url());
    let mut send_and_take = |count: usize| {
        for _ in 0..count {
            let record = record("sent");
            session.send(&store, &record);
            let sent = Instant::now();
            assert_eq!(run(take(&mut followed, 1)), [record]);
            assert!(sent.elapsed() < SOON, "{:?}", sent.elapsed());
        }
    };
    send_and_take(1);
    let ear = Ear::of(&database);
    send_and_take(20);
    assert_eq!(ear.heard(&database), [""; 0]);
    // A sender does notify.
    send(&store, &record("sent")).unwrap();
    assert_eq!(ear.heard.recv_timeout(server::PATIENCE).unwrap(), "");
}

/// The connection that listens is lost, as it is at a restart of something between.
#[test]
fn a_follower_goes_on_without_its_listening_connection() {
    let database = server::database();
    let sending = database.open();
    let following = database.open();
    let mut followed = following.follow(Cursor::start());
    let listening = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
        WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    server::wait_until("the follower listens", || {
        run(async {
            let next = tokio::time::timeout(Duration::from_millis(10), followed.next());
            assert!(next.await.is_err(), "there is nothing to follow");
        });
        database.psql(listening) == "1"
    });
    for _ in 0..5 {
        let record = record("sent");
        send(&sending, &record).unwrap();
        let sent = Instant::now();
        assert_eq!(run(take(&mut followed, 1)), [record]);
        assert!(sent.elapsed() < SOON, "{:?}", sent.elapsed());
    }
}

/// PostgreSQL refuses to prepare a transaction in which something was notified, or that holds a session's lock.
#[test]
fn a_transaction_with_events_can_be_prepared() {
    let database = server::database();
    let store = database.open();
    let mut followed = database.open().follow(Cursor::start());
    let mut session = Session::connect(&database.url());

    let mut notifying = session.begin();
    notifying.run("SELECT pg_notify('somebody', '')");
    let refused = notifying.try_run("PREPARE TRANSACTION 'notifying'");
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("NOTIFY"), "{refused}");
    notifying.rollback();

    let sent = [
        record("order_placed"),
        with_subject(record("host_slow"), "host_id", uuid(1)),
    ];
    let name = database.name();
    let mut transaction = session.begin();
    for record in &sent {
        transaction.send(&store, record).unwrap();
    }
    transaction.run(&format!("PREPARE TRANSACTION '{name}'"));
    // Ends what is no transaction any more.
    transaction.commit();
    assert_eq!(everything(&store), []);
    database.psql(&format!("COMMIT PREPARED '{name}'"));
    assert_eq!(run(take(&mut followed, 2)), sent);
    assert_eq!(records(&everything(&store)), sent);
}
