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
//! | `purge` | removing records, a short transaction at a time |
//! | `watch` | tells followers of commits |

mod append;
mod conditions;
mod database;
mod error;
mod list;
mod migrate;
mod purge;
mod read;
mod row;
mod schema;
mod send_in;
mod sqlite_store;
mod subjects;
mod watch;
mod write;

pub use sqlite_store::SqliteStore;
