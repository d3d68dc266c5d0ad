//! The store in PostgreSQL.
//!
//! | file | holds |
//! |---|---|
//! | `postgres_store` | what is public, and what a store shares |
//! | `send_in` | sending in the caller's own transaction |
//! | `database`, `connections`, `server` | messages and the thread that serves them; connections; what is asked of a server |
//! | `sql` | values as SQL text |
//! | `migrate`, `migrations/`, `partitions`, `subjects`, `schema` | versions, months, columns of subjects, the schema as it is now |
//! | `write`, `append`, `limits` | batches of records, one batch, what rate limits say of it |
//! | `order` | the place of committed batches in append order |
//! | `read`, `list`, `conditions`, `row` | snapshots, what is asked of them, filters as SQL, rows as records |
//! | `access`, `registry` | who may see what and what is deleted as SQL, entries of subjects |
//! | `watch` | tells followers of commits |
//! | `purge` | removes what is old |
//!
//! SQL goes to the server as simple queries, several statements in one message, which the server runs as one
//! transaction: one round trip for a page with its counts, plans made for the values asked for, and nothing that a
//! pooler such as PgBouncer would have to keep for us. Inserts are `EXECUTE`d by names that tell what they do
//! (`append`), so that it does not matter which client prepared them on a pooled connection.

mod access;
mod append;
mod conditions;
mod connections;
mod database;
mod error;
mod limits;
mod list;
mod migrate;
mod order;
mod partitions;
#[cfg(test)]
mod plans;
mod postgres_store;
mod purge;
mod read;
mod registry;
mod row;
mod schema;
mod send_in;
mod server;
mod sql;
mod subjects;
mod watch;
mod write;

pub use partitions::Partition;
pub use postgres_store::{PostgresOptions, PostgresStore};
