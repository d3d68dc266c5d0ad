//! The suite on SQLite, and what is SQLite's own.

mod failures;
mod migration;
mod open;
mod send_in;

crate::suite::run_suite!(crate::database::SqliteFile::new());
