use std::path::Path;

use rusqlite::ErrorCode;
use tidings::Cause;

use crate::StoreError;

/// Why something could not be read: what SQLite says, or what the store says.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Problem {
    /// For the user, with the file's name.
    pub fn of(self, path: &Path) -> StoreError {
        match self {
            Self::Sqlite(error) => store_error(path, error),
            Self::Store(error) => error,
        }
    }
}

/// What SQLite says, for the user, with the file's name and in plain words.
pub(super) fn store_error(path: &Path, source: rusqlite::Error) -> StoreError {
    let code = source.sqlite_error_code();
    let cause = Cause::new(Failure {
        path: path.display().to_string(),
        what: in_plain_words(code),
        source,
    });
    match code {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::CannotOpen
            | ErrorCode::FileLockingProtocolFailed,
        ) => StoreError::Unavailable(cause),
        _ => StoreError::Failed(cause),
    }
}

/// Whether other records of the same batch may fare better than the one that failed.
pub(super) fn may_be_of_one_record(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::DiskFull
                | ErrorCode::TooBig
                | ErrorCode::OutOfMemory
                | ErrorCode::ConstraintViolation
                | ErrorCode::TypeMismatch
        )
    )
}

/// The path's file is another one, or none, by now.
pub(super) fn file_is_gone(path: &Path) -> StoreError {
    StoreError::Failed(Cause::new(format!(
        "`{}` was deleted or replaced while it was open",
        path.display()
    )))
}

#[derive(Debug, thiserror::Error)]
#[error("`{path}` {what}: {source}")]
struct Failure {
    path: String,
    what: &'static str,
    source: rusqlite::Error,
}

fn in_plain_words(code: Option<ErrorCode>) -> &'static str {
    match code {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "was locked by another writer for longer than the busy limit"
        }
        Some(ErrorCode::CannotOpen) => "cannot be opened",
        Some(ErrorCode::DiskFull) => "cannot grow, the disk or the allowed size is full",
        Some(ErrorCode::ReadOnly) => "is read-only",
        Some(ErrorCode::DatabaseCorrupt) => "is corrupt, restore it from a backup",
        Some(ErrorCode::NotADatabase) => "is no SQLite database",
        Some(ErrorCode::SystemIoFailure) => "cannot be read or written",
        Some(ErrorCode::TooBig) => "cannot hold a record as large as this",
        _ => "failed",
    }
}
