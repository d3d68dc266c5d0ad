//! [`Record`](tidings::Record)s in; a durable, ordered log of them, to list, count and follow, out.
//!
//! [`Store`] reads; [`StoreSender`] is the [`Sender`](tidings::Sender) that writes;
//! [`SqliteStore::send_in`] and `PostgresStore::send_in` write in the caller's own transaction.
//!
//! ```
//! use tidings::{Category, Record, Sender, Severity};
//! use tidings_store::{Options, Query, Store, StoreSender};
//!
//! # let folder = tempfile::tempdir()?;
//! # let url = format!("sqlite:{}", folder.path().join("events.db").display());
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let store = Store::open(&url, &[]).await?;
//! let sender = StoreSender::new(store.clone(), Options::default());
//! let record = Record::new("service_started", "service", Severity::Info, "Service started");
//! sender.send(record).await?;
//!
//! let page = store.list(&Query::default()).await?;
//! assert_eq!(page.records[0].record.message, "Service started");
//! sender.shutdown().await?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![warn(missing_docs)]

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("tidings-store needs a backend: enable the feature `sqlite` or `postgres`");

mod access;
mod clock;
mod cursor;
mod error;
mod fold;
mod old_names;
mod page;
#[cfg(feature = "postgres")]
mod postgres;
mod purge;
mod query;
mod rate_limits;
mod records;
mod registry;
mod sender;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;
mod subjects;
mod url;
mod version;

pub use access::{Access, Holder, Ownership, Tenant};
pub use clock::Clock;
pub use cursor::{Cursor, InvalidCursor};
pub use error::StoreError;
pub use page::{Page, SeverityCounts, StoredRecord};
#[cfg(feature = "postgres")]
pub use postgres::{Partition, PostgresOptions, PostgresStore};
pub use purge::{Purge, Purged};
pub use query::{Filter, Order, Query};
pub use records::Records;
pub use registry::{Entries, Registered, SubjectEntry};
pub use sender::{Options, Report, StoreSender};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
pub use store::{Store, StoreOptions};
pub use url::without_password;

/// The version of SQLite's bindings whose transactions [`SqliteStore::send_in`] takes.
#[cfg(feature = "sqlite")]
pub use rusqlite;
/// The version of the PostgreSQL client whose transactions [`PostgresStore::send_in`] takes.
#[cfg(feature = "postgres")]
pub use sqlx;
