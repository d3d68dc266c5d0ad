use std::env;
use std::sync::OnceLock;

use super::{Cluster, Database, Settings, psql};

/// Names a database on a server where databases may be created, to be used in place of a private one.
const VARIABLE: &str = "TIDINGS_TEST_POSTGRES";

/// The server that all tests of a process share: the one of `TIDINGS_TEST_POSTGRES`, else a private one, started at first use.
pub fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| match env::var(VARIABLE) {
        Ok(url) => Shared::Given(url),
        // A static is not dropped: the cluster's watcher ends it with the process.
        Err(_) => Shared::Private(Box::new(Cluster::start(&Settings::new()))),
    })
}

/// See [`shared`].
pub enum Shared {
    /// The URL of a database on somebody's server.
    Given(String),
    Private(Box<Cluster>),
}

impl Shared {
    /// A new empty database, dropped with the value.
    pub fn database(&self) -> Database {
        let maintenance = self.maintenance_url();
        Database::create(&maintenance, |name| self.url(name)).dropped_from(&maintenance)
    }

    /// The URL of one of its databases.
    pub fn url(&self, database: &str) -> String {
        match self {
            Self::Given(url) => with_database(url, database),
            Self::Private(cluster) => cluster.url(database),
        }
    }

    /// Runs statements in one of its databases; see [`Database::psql`].
    pub fn psql(&self, database: &str, sql: &str) -> String {
        psql::expect(&self.url(database), sql)
    }

    fn maintenance_url(&self) -> String {
        match self {
            Self::Given(url) => url.clone(),
            Self::Private(cluster) => cluster.url("postgres"),
        }
    }
}

/// The URL with another database in the place of its own.
fn with_database(url: &str, database: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or_else(|| {
        panic!("{VARIABLE} must be a URL, such as postgres://user@host/database")
    });
    let (place, query) = rest
        .split_once('?')
        .map_or((rest, None), |(place, query)| (place, Some(query)));
    let server = place.split_once('/').map_or(place, |(server, _)| server);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{server}/{database}{query}")
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn the_database_of_a_url_is_replaced() {
        for (url, expected) in [
            (
                "postgres://me:pw@host:5433/db?sslmode=require",
                "postgres://me:pw@host:5433/x?sslmode=require",
            ),
            (
                "postgres:///db?host=/run/postgresql&user=me",
                "postgres:///x?host=/run/postgresql&user=me",
            ),
            ("postgresql://host", "postgresql://host/x"),
            ("postgres://host?user=me", "postgres://host/x?user=me"),
        ] {
            assert_eq!(with_database(url, "x"), expected);
        }
    }
}
