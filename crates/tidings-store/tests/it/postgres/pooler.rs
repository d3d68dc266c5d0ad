//! PgBouncer in transaction mode with few connections, and otherwise as it comes.

use std::sync::OnceLock;

use testbed::pgbouncer::{PgBouncer, Settings};

use super::server;
use crate::database::Database;

/// How many connections all clients of a database share.
pub const CONNECTIONS: usize = 4;

/// In front of [`server::own`].
pub fn pooler() -> &'static PgBouncer {
    static POOLER: OnceLock<PgBouncer> = OnceLock::new();
    POOLER.get_or_init(|| {
        let settings = Settings::new().default_pool_size(CONNECTIONS as u32);
        PgBouncer::start(server::own(), &settings)
    })
}

/// A database of [`server::own`], by the pooler.
pub struct PooledDatabase {
    database: testbed::postgres::Database,
}

impl PooledDatabase {
    pub fn new() -> Self {
        Self {
            database: server::own().create_database(),
        }
    }

    pub fn name(&self) -> &str {
        self.database.name()
    }
}

impl Database for PooledDatabase {
    fn url(&self) -> String {
        pooler().url(self.name())
    }

    fn another(&self) -> Self {
        Self::new()
    }
}

/// The pooler would keep its connections to each database for long.
impl Drop for PooledDatabase {
    fn drop(&mut self) {
        server::own().kill_backends(self.name());
    }
}
