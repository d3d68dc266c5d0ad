use std::future::Future;

use tempfile::TempDir;
use tidings_store::{Store, StoreOptions, rusqlite};

use crate::sample;

/// A database of its own for a test, empty at first.
pub trait Database: Sync + Sized {
    fn url(&self) -> String;

    /// An empty one of the same kind.
    fn another(&self) -> Self;

    /// Whether the database itself is whole, where it can tell.
    fn check_integrity(&self) {}

    /// Opens the store with the sample definitions.
    fn open(&self) -> Store {
        self.open_with(StoreOptions::default())
    }

    fn open_with(&self, options: StoreOptions) -> Store {
        let definitions = sample::definitions();
        let definitions: Vec<_> = definitions.iter().collect();
        run(Store::open_with(&self.url(), &definitions, options)).unwrap()
    }
}

/// A file in a folder that goes with it.
pub struct SqliteFile(TempDir);

impl SqliteFile {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> std::path::PathBuf {
        self.0.path().join("events.db")
    }
}

impl Database for SqliteFile {
    fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    fn check_integrity(&self) {
        let connection = rusqlite::Connection::open(self.path()).unwrap();
        let check = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
        let answer = connection.query_row("PRAGMA integrity_check", [], check);
        assert_eq!(answer.unwrap(), "ok");
    }

    fn another(&self) -> Self {
        Self::new()
    }
}

/// A database of the server that all tests share.
pub struct PostgresDatabase(testbed::postgres::Database);

impl PostgresDatabase {
    pub fn new() -> Self {
        Self(testbed::postgres::shared().database())
    }

    /// One of another server.
    pub fn of(database: testbed::postgres::Database) -> Self {
        Self(database)
    }

    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// The URL for a role, on a server that trusts everybody.
    pub fn url_as(&self, role: &str) -> String {
        let url = self
            .0
            .url()
            .replace("user=postgres", &format!("user={role}"));
        assert_ne!(url, self.0.url());
        url
    }

    pub fn psql(&self, sql: &str) -> String {
        self.0.psql(sql)
    }
}

impl Database for PostgresDatabase {
    fn url(&self) -> String {
        self.0.url().to_owned()
    }

    fn another(&self) -> Self {
        Self::new()
    }
}

/// Runs async code of a test on several threads.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(future)
}
