//! A server with settings, roles and a log of its own, which the tests of this process share.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use testbed::postgres::{Cluster, Settings};

use crate::database::PostgresDatabase;

/// Far more than any step takes; a test that hangs fails.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Allows transactions to be prepared, and roles to be made.
pub fn own() -> &'static Cluster {
    static OWN: OnceLock<Cluster> = OnceLock::new();
    OWN.get_or_init(|| {
        let settings = Settings::new()
            .tcp()
            .set("max_prepared_transactions", "10")
            .set("max_connections", "300");
        Cluster::start(&settings)
    })
}

/// An empty one of [`own`].
pub fn database() -> PostgresDatabase {
    PostgresDatabase::of(own().create_database())
}

/// Waits until it holds.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until a connection to the database waits for a lock that another one holds.
pub fn wait_until_blocked(database: &PostgresDatabase) {
    let blocked = "SELECT count(*) FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    wait_until("somebody waits for a lock", || {
        database.psql(blocked) != "0"
    });
}
