//! What a store does, written once over a [`Database`](database::Database) and run for every kind of database; and what
//! is one database's own.

mod database;
mod model;
mod processes;
mod sample;
mod sqlite;
mod suite;
