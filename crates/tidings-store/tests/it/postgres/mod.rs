//! The suite on PostgreSQL, and what is PostgreSQL's own.

mod durability;
mod evolution;
mod faults;
mod grants;
mod limits;
mod migrations;
mod naive;
mod order;
mod partitions;
mod pooled;
mod pooler;
mod readers;
mod refusals;
mod send_in;
mod server;
mod session;
mod tls;
mod wakeup;

crate::suite::run_suite!(crate::database::PostgresDatabase::new());
