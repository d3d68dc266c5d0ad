use tidings::{Cause, SendError};

use crate::Cursor;

/// Why a store could not be opened or read.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The URL names no store that this build can open.
    #[error("`{url}` {reason}")]
    InvalidUrl {
        /// As given, without a password.
        url: String,
        /// What is wrong, and what to write instead.
        reason: &'static str,
    },
    /// There is no such database, and connecting creates none.
    #[error("there is no database file `{path}`")]
    Absent {
        /// The file.
        path: String,
    },
    /// The database is there, but no store is in it.
    #[error("`{place}` holds no tidings store")]
    NoStore {
        /// The file, or the database's URL without its password.
        place: String,
    },
    /// The database is another's, and has something of a name that is the store's.
    #[error(
        "`{place}` has the {kind} `{name}`, which is not tidings' own; use another {container}"
    )]
    NameTaken {
        /// The file, or the database's URL without its password.
        place: String,
        /// What could be another one: `file` or `schema`.
        container: &'static str,
        /// `table`, `index`, `view`, ...
        kind: String,
        /// As the database has it.
        name: String,
    },
    /// A newer version of tidings has written the store.
    #[error("the store's schema is version {found}, this build knows up to {known}: upgrade it")]
    NewerSchema {
        /// The store's version.
        found: i64,
        /// The newest version this build knows.
        known: i64,
    },
    /// An older version of tidings has written the store, and connecting migrates nothing.
    #[error("the store's schema is version {found}, this build needs {known}: open it to migrate")]
    OlderSchema {
        /// The store's version.
        found: i64,
        /// The version that this build works on.
        known: i64,
    },
    /// A definition's subject cannot be a column.
    #[error("subject `{name}` {reason}")]
    InvalidSubject {
        /// The property's name.
        name: String,
        /// What it must be.
        reason: &'static str,
    },
    /// A definition declares a subject with another type than the store, or another definition, has.
    #[error(
        "subject `{name}` is declared as {declared}, but the store has it as {stored}; give it another name"
    )]
    SubjectTypeChanged {
        /// The property's name.
        name: String,
        /// The type that the store has.
        stored: &'static str,
        /// The type of the definition.
        declared: &'static str,
    },
    /// A filter asks for a subject that no catalog has declared to this store.
    #[error("the store has no subject `{name}`; it has [{known}]")]
    UnknownSubject {
        /// The name asked for.
        name: String,
        /// The names that it has, separated by spaces.
        known: String,
    },
    /// The query contradicts itself, or asks for what cannot be.
    #[error("invalid query: {0}")]
    InvalidQuery(String),
    /// The cursor is another store's, or from a later state of this one, which was restored from a backup.
    #[error("the cursor is not of this store; go on from `{oldest}`")]
    ForeignCursor {
        /// The oldest place from which this store can be read.
        oldest: Cursor,
    },
    /// Records after the cursor have been purged.
    #[error("records after the cursor have been purged; go on from `{oldest}`")]
    PurgedCursor {
        /// The oldest place from which this store can be read.
        oldest: Cursor,
    },
    /// The database cannot be reached, or is busy, now.
    #[error("the store is unavailable: {0}")]
    Unavailable(#[source] Cause),
    /// The database failed: a full disk, a read-only or corrupt file, ...
    #[error("the store failed: {0}")]
    Failed(#[source] Cause),
}

impl From<StoreError> for SendError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => Self::Unavailable(cause),
            StoreError::Failed(cause) => Self::Store(cause),
            error => Self::Store(Cause::new(error)),
        }
    }
}
