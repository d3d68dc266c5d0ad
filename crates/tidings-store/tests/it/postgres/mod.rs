//! The suite on PostgreSQL, and what is PostgreSQL's own.

mod limits;
mod naive;
mod order;
mod pooler;
mod readers;
mod send_in;
mod server;
mod session;
mod wakeup;

crate::suite::run_suite!(crate::database::PostgresDatabase::new());
