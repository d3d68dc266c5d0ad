//! What a store does, written once over a [`Database`](database::Database) and run for every kind of database; and what
//! is one database's own.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets what it does not expect fails"
)]

mod checker;
mod clock;
mod database;
mod disk;
mod faults;
mod model;
mod postgres;
mod processes;
mod sample;
mod sqlite;
mod suite;
