//! [`Record`](tidings::Record)s in; a durable, ordered log of them, to list, count and follow, out.
//!
//! [`Store`] reads; [`StoreSender`] is the [`Sender`](tidings::Sender) that writes;
//! [`SqliteStore::send_in`] writes in the caller's own transaction.
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

#[cfg(not(feature = "sqlite"))]
compile_error!("tidings-store needs a backend: enable the feature `sqlite`");

mod clock;
mod cursor;
mod error;
mod fold;
mod page;
mod query;
mod rate_limits;
mod records;
mod sender;
mod sqlite;
mod store;
mod url;

pub use clock::Clock;
pub use cursor::{Cursor, InvalidCursor};
pub use error::StoreError;
pub use page::{Page, SeverityCounts, StoredRecord};
pub use query::{Filter, Order, Query};
pub use records::Records;
pub use sender::{Options, Report, StoreSender};
pub use sqlite::SqliteStore;
pub use store::{Store, StoreOptions};

/// The version of SQLite's bindings whose transactions [`SqliteStore::send_in`] takes.
pub use rusqlite;
