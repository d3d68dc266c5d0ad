//! What befalls a server and connections to it, while several stores send and others follow.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use sqlx::Connection;
use testbed::postgres::{Cluster, Mode, Settings};
use tidings::{SendError, Sender, Uuid};
use tidings_store::{
    Options, PostgresOptions, Query, Store, StoreError, StoreOptions, StoreSender,
};

use crate::checker::Seen;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{definitions, everything, record};

/// `TIDINGS_KILL_ROUNDS`, 10 by default.
fn rounds() -> u32 {
    std::env::var("TIDINGS_KILL_ROUNDS").map_or(10, |rounds| rounds.parse().unwrap())
}

/// A server of its own, and stores that send to it.
struct Trial {
    cluster: Cluster,
    database: PostgresDatabase,
}

impl Trial {
    fn new(settings: &Settings) -> Self {
        let cluster = Cluster::start(settings);
        let database = PostgresDatabase::of(cluster.create_database());
        drop(database.open());
        Self { cluster, database }
    }

    fn open(&self, postgres: PostgresOptions) -> Store {
        self.database.open_with(StoreOptions {
            postgres,
            ..StoreOptions::default()
        })
    }

    /// Two stores send from four threads each while the fault goes on, and three follow; then all is compared.
    fn run(&self, what: &str, fault: impl FnOnce(&Cluster, &Sent)) {
        let stores = [(); 2].map(|()| self.open(PostgresOptions::default()));
        let observer = self.open(PostgresOptions::default());
        let seen = [&stores[0], &stores[1], &observer].map(Seen::start);
        let (over, sent) = (AtomicBool::new(false), Sent::default());
        let mut acknowledged: Vec<Uuid> = thread::scope(|scope| {
            let threads = stores.iter().flat_map(|store| {
                let sender = StoreSender::new(store.clone(), Options::default());
                (0..4).map(move |_| sender.clone())
            });
            let threads: Vec<_> = threads
                .map(|sender| scope.spawn(|| send_until(sender, &over, &sent)))
                .collect();
            // Also when it panics: the scope waits for all threads.
            let ends = Ends(&over);
            fault(&self.cluster, &sent);
            drop(ends);
            let acknowledged = threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap());
            acknowledged.collect()
        });
        let late = Seen::start(&observer);
        acknowledged.sort_unstable();
        for seen in seen.iter().chain([&late]) {
            let stored = seen.check(&observer, &acknowledged);
            eprintln!(
                "{what}: {} acknowledged, {stored} stored and seen",
                acknowledged.len()
            );
        }
    }
}

/// How many were acknowledged.
#[derive(Default)]
struct Sent(Mutex<u64>, Condvar);

impl Sent {
    fn add(&self) {
        *self.0.lock().unwrap() += 1;
        self.1.notify_all();
    }

    /// Waits for so many more.
    fn wait_for(&self, more: u64) {
        let sent = self.0.lock().unwrap();
        let until = *sent + more;
        drop(self.1.wait_while(sent, |sent| *sent < until).unwrap());
    }
}

struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Every answer is an acknowledgement: what befalls the server takes less than senders wait.
fn send_until(sender: StoreSender, over: &AtomicBool, sent: &Sent) -> Vec<Uuid> {
    let mut acknowledged = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let record = record("sent");
        acknowledged.push(record.id);
        sender.send(record).wait().unwrap();
        sent.add();
    }
    acknowledged
}

#[test]
fn a_server_that_stops_at_once_and_starts_again() {
    let trial = Trial::new(&Settings::new());
    let rounds = rounds().div_ceil(2);
    trial.run(&format!("{rounds} crashes"), |cluster, sent| {
        for _ in 0..rounds {
            sent.wait_for(50);
            cluster.restart(Mode::Immediate);
        }
    });
}

/// At moments of all kinds: between commits, and while an answer is on its way.
#[test]
fn connections_that_are_ended_one_by_one() {
    let trial = Trial::new(&Settings::new());
    let rounds = rounds() * 3;
    let name = trial.database.name().to_owned();
    trial.run(&format!("{rounds} connections ended"), |cluster, _| {
        for round in 0..rounds {
            let backends = cluster.backends(&name);
            if !backends.is_empty() {
                cluster.kill_backend(backends[round as usize % backends.len()]);
            }
        }
    });
}

/// Others take every connection, those of senders and followers too, and give them back after a while.
#[test]
fn a_server_without_a_free_connection() {
    let settings = Settings::new()
        .set("max_connections", "12")
        .set("superuser_reserved_connections", "0");
    let trial = Trial::new(&settings);
    let url = trial.database.url();
    trial.run("no connection for a while", |_, _| {
        run(async {
            let mut greedy = sqlx::PgConnection::connect(&url).await.unwrap();
            let mut others = Vec::new();
            let until = Instant::now() + Duration::from_secs(2);
            while Instant::now() < until {
                let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                    WHERE application_name = 'tidings'";
                sqlx::raw_sql(end).execute(&mut greedy).await.unwrap();
                while let Ok(other) = sqlx::PgConnection::connect(&url).await {
                    others.push(other);
                }
            }
            assert!(others.len() > 8, "{}", others.len());
        });
    });
}

/// Senders wait, at most for the limit; who comes later waits less; with the server back all goes on.
#[test]
fn a_server_that_stays_away_is_told() {
    let trial = Trial::new(&Settings::new());
    let store = trial.open(PostgresOptions {
        reconnect_limit: Duration::from_secs(2),
        ..PostgresOptions::default()
    });
    let sender = StoreSender::new(store.clone(), Options::default());
    sender.send(record("before")).wait().unwrap();
    trial.cluster.stop(Mode::Fast);

    let begun = Instant::now();
    let told = sender.send(record("away")).wait();
    assert!(matches!(told, Err(SendError::Unavailable(_))), "{told:?}");
    assert!(
        begun.elapsed() >= Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
    let begun = Instant::now();
    for _ in 0..3 {
        let told = sender.send(record("away")).wait();
        assert!(matches!(told, Err(SendError::Unavailable(_))), "{told:?}");
    }
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
    let begun = Instant::now();
    let listed = run(store.list(&Query::default()));
    assert!(
        matches!(listed, Err(StoreError::Unavailable(_))),
        "{listed:?}"
    );
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );

    trial.cluster.start_again();
    sender.send(record("after")).wait().unwrap();
    let names: Vec<_> = everything(&store)
        .into_iter()
        .map(|stored| stored.record.name)
        .collect();
    assert_eq!(names, ["before", "after"]);
}

/// Places for what it stored are given by others.
#[test]
fn a_sender_that_has_nothing_left_ends_without_the_server() {
    let trial = Trial::new(&Settings::new());
    let store = trial.open(PostgresOptions {
        reconnect_limit: Duration::from_secs(3600),
        ..PostgresOptions::default()
    });
    let sender = StoreSender::new(store, Options::default());
    sender.send(record("before")).wait().unwrap();
    trial.cluster.stop(Mode::Fast);
    let begun = Instant::now();
    let report = run(sender.shutdown()).unwrap();
    assert_eq!(report.stored, 1);
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_server_that_is_not_there_yet_is_told() {
    let trial = Trial::new(&Settings::new());
    trial.cluster.stop(Mode::Fast);
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    let opened = run(Store::open(&trial.database.url(), &definitions));
    assert!(
        matches!(opened, Err(StoreError::Unavailable(_))),
        "{opened:?}"
    );
}
