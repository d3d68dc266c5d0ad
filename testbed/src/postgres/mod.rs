//! PostgreSQL: a private server ([`Cluster`]), or the one that a process's tests share ([`shared`]).

mod cluster;
mod database;
mod faults;
mod psql;
mod settings;
mod shared;

pub use cluster::{Cluster, Mode};
pub use database::Database;
pub use settings::Settings;
pub use shared::{Shared, shared};

/// Runs statements in the database of a URL, each in its own transaction; the answers, a line a row, `|` between columns.
/// Panics with psql's complaint.
pub fn psql(url: &str, sql: &str) -> String {
    psql::expect(url, sql)
}

/// As [`psql`], for a test that expects a complaint.
pub fn try_psql(url: &str, sql: &str) -> Result<String, String> {
    psql::run(url, sql)
}

/// The path of a PostgreSQL program, such as `pg_dump`, for a test that runs it itself.
pub fn program(name: &str) -> std::path::PathBuf {
    crate::programs::postgres(name)
}
