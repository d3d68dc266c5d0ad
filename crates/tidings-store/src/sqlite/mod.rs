//! The store in SQLite.
//!
//! | file | holds |
//! |---|---|
//! | `sqlite_store` | what is public, and what a store shares |
//! | `send_in` | sending in the caller's own transaction |
//! | `database` | the file and connections to it |
//! | `migrate`, `migrations/`, `subjects`, `schema` | versions, columns of subjects, the schema as it is now |
//! | `write`, `append` | batches of records, one record |
//! | `read`, `list`, `conditions`, `row` | snapshots, what is asked of them, filters as SQL, rows as records |
//! | `access`, `registry` | who may see what and what is deleted as SQL, entries of subjects |
//! | `abandonment` | ends searches that nobody waits for any more |
//! | `purge` | removing records, a short transaction at a time |
//! | `watch` | tells followers of commits |

mod abandonment;
mod access;
mod append;
mod conditions;
mod database;
mod error;
mod list;
mod migrate;
#[cfg(test)]
mod plans;
mod purge;
mod read;
mod registry;
mod row;
mod schema;
mod send_in;
mod sqlite_store;
mod subjects;
mod watch;
mod write;

pub(crate) use abandonment::Job;
pub use sqlite_store::SqliteStore;
