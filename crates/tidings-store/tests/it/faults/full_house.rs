//! Others hold all connections that the server allows.

use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use testbed::postgres::{Cluster, Settings};
use tidings::{SendError, Sender};
use tidings_store::{Options, PostgresOptions, Query, StoreError, StoreOptions, StoreSender};
use tokio::runtime::{Builder, Runtime};

use super::PATIENCE;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{everything, record};

const MOST: usize = 8;
const LIMIT: Duration = Duration::from_secs(1);

/// Connections of somebody else, closed when they are dropped.
pub struct Others {
    url: String,
    held: Vec<PgConnection>,
    runtime: Runtime,
}

impl Others {
    /// One.
    pub fn connect(url: &str) -> Self {
        let mut others = Self {
            url: url.to_owned(),
            held: Vec::new(),
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
        };
        assert!(others.connect_another());
        others
    }

    fn connect_another(&mut self) -> bool {
        let connected = self.runtime.block_on(PgConnection::connect(&self.url));
        connected.map(|one| self.held.push(one)).is_ok()
    }

    /// Ends the connections of stores; how many there were.
    pub fn end_tidings(&mut self) -> usize {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
            WHERE datname = current_database() AND application_name = 'tidings'";
        let rows = self.held[0].fetch_all(sqlx::raw_sql(AssertSqlSafe(end)));
        let rows = self.runtime.block_on(rows).unwrap();
        rows.iter().filter(|row| row.get::<bool, _>(0)).count()
    }

    /// Takes all that the server has, also from stores.
    fn take_all(&mut self) {
        let begun = Instant::now();
        while self.held.len() < MOST {
            assert!(begun.elapsed() < PATIENCE, "{} held", self.held.len());
            if !self.connect_another() {
                self.end_tidings();
            }
        }
    }
}

#[test]
fn senders_and_lists_are_told_and_go_on_when_there_is_a_connection() {
    let settings = Settings::new()
        .set("max_connections", &MOST.to_string())
        .set("superuser_reserved_connections", "0");
    let cluster = Cluster::start(&settings);
    let database = PostgresDatabase::of(cluster.create_database());
    let store = database.open_with(StoreOptions {
        postgres: PostgresOptions {
            reconnect_limit: LIMIT,
            ..PostgresOptions::default()
        },
        ..StoreOptions::default()
    });
    let sender = StoreSender::new(store.clone(), Options::default());
    let send = || sender.send(record("sent")).wait();
    let mut acknowledged = 1;
    send().unwrap();
    let mut others = Others::connect(&database.url());
    others.take_all();

    let begun = Instant::now();
    let told = unavailable(send().unwrap_err());
    assert!(told.contains("has no free connection"), "{told}");
    assert!(
        (LIMIT..LIMIT * 5).contains(&begun.elapsed()),
        "{:?}",
        begun.elapsed()
    );
    let begun = Instant::now();
    (0..3).for_each(|_| drop(unavailable(send().unwrap_err())));
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    let begun = Instant::now();
    let listed = run(store.list(&Query::default()));
    assert!(
        matches!(listed, Err(StoreError::Unavailable(_))),
        "{listed:?}"
    );
    assert!(begun.elapsed() < LIMIT * 5, "{:?}", begun.elapsed());

    drop(others);
    // The server takes a moment to see that they have gone.
    let begun = Instant::now();
    while let Err(error) = send() {
        unavailable(error);
        assert!(begun.elapsed() < PATIENCE);
    }
    acknowledged += 1;
    assert_eq!(everything(&store).len(), acknowledged);
}

fn unavailable(error: SendError) -> String {
    match error {
        SendError::Unavailable(cause) => cause.to_string(),
        error => panic!("{error:?}"),
    }
}
