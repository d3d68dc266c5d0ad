//! PgBouncer in transaction mode with few connections, and otherwise as it comes.

use std::sync::OnceLock;

use testbed::pgbouncer::{PgBouncer, Settings};

use super::server;

/// How many connections all clients of a database share.
const CONNECTIONS: u32 = 4;

/// In front of [`server::own`].
pub fn pooler() -> &'static PgBouncer {
    static POOLER: OnceLock<PgBouncer> = OnceLock::new();
    POOLER.get_or_init(|| {
        let settings = Settings::new().default_pool_size(CONNECTIONS);
        PgBouncer::start(server::own(), &settings)
    })
}
