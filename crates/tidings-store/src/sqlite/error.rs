use std::fs::File;
use std::path::Path;

use rusqlite::{ErrorCode, ffi};
use tidings::Cause;

use crate::StoreError;

/// Why something could not be read: what SQLite says, or what the store says.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the {kind} `{name}` is not tidings' own")]
    NameTaken { kind: String, name: String },
}

impl Problem {
    /// For the user, with the file's name.
    pub fn of(self, path: &Path) -> StoreError {
        match self {
            Self::Sqlite(error) => store_error(path, error),
            Self::Store(error) => error,
            Self::NameTaken { kind, name } => StoreError::NameTaken {
                place: path.display().to_string(),
                container: "file",
                kind,
                name,
            },
        }
    }
}

/// What SQLite says, for the user, with the file's name and in plain words.
pub(super) fn store_error(path: &Path, source: rusqlite::Error) -> StoreError {
    let code = source.sqlite_error_code();
    let cause = Cause::new(Failure {
        path: path.display().to_string(),
        what: in_plain_words(path, &source),
        source: Said(without_sql(source)),
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
    source: Said,
}

/// The end of the chain of causes: what is behind it says the same once more.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Said(rusqlite::Error);

/// SQL is of no use to users, and long.
fn without_sql(error: rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqlInputError { error, msg, .. } => {
            rusqlite::Error::SqliteFailure(error, Some(msg))
        }
        error => error,
    }
}

/// Whether SQLite cannot make or use the files of the WAL; a folder that allows no new files is the usual reason.
fn is_about_wal(path: &Path, error: &rusqlite::Error) -> bool {
    match error.sqlite_error().map(|error| error.extended_code) {
        Some(
            ffi::SQLITE_READONLY_DIRECTORY
            | ffi::SQLITE_READONLY_CANTINIT
            | ffi::SQLITE_READONLY_CANTLOCK
            | ffi::SQLITE_READONLY_RECOVERY,
        ) => true,
        // It is not the database that cannot be opened.
        Some(ffi::SQLITE_CANTOPEN) => path.is_file() && File::open(path).is_ok(),
        _ => false,
    }
}

fn in_plain_words(path: &Path, error: &rusqlite::Error) -> &'static str {
    if is_about_wal(path, error) {
        return "cannot be used, even reading needs write access to `-shm` and `-wal` beside it, \
                unless a server has it open";
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "was locked by another writer for longer than the busy limit"
        }
        Some(ErrorCode::CannotOpen) => why_not_opened(path),
        Some(ErrorCode::DiskFull) => "cannot grow, the disk or the allowed size is full",
        Some(ErrorCode::ReadOnly) => "is read-only",
        Some(ErrorCode::DatabaseCorrupt) => "is corrupt, restore it from a backup",
        Some(ErrorCode::NotADatabase) => "is no SQLite database",
        Some(ErrorCode::SystemIoFailure) => "cannot be read or written",
        Some(ErrorCode::TooBig) => "cannot hold a record as large as this",
        _ => "failed",
    }
}

/// SQLite says of all of these that it is unable to open the file.
fn why_not_opened(path: &Path) -> &'static str {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    if path.is_dir() {
        "is a folder, name a file in it"
    } else if folder.is_some_and(|folder| !folder.is_dir()) {
        "cannot be opened, its folder does not exist"
    } else if !path.exists() {
        "is not there, or its folder allows no new files"
    } else {
        "cannot be opened"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_file_is_not_opened() {
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        for (path, why) in [
            (env!("CARGO_MANIFEST_DIR"), "is a folder"),
            ("absent/events.db", "its folder does not exist"),
            ("absent", "is not there"),
            (here, "cannot be opened"),
        ] {
            let told = why_not_opened(Path::new(path));
            assert!(told.contains(why), "{path}: {told}");
        }
    }

    fn check(path: &str, code: i32, is_about_wal: bool) {
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        let told = store_error(Path::new(path), error).to_string();
        let needs = "even reading needs write access to `-shm` and `-wal` beside it";
        assert_eq!(told.contains(needs), is_about_wal, "{told}");
    }

    #[test]
    fn files_of_the_wal_are_told_from_the_database() {
        let (there, absent) = (concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"), "absent");
        check(there, ffi::SQLITE_READONLY_DIRECTORY, true);
        check(there, ffi::SQLITE_READONLY_CANTINIT, true);
        check(there, ffi::SQLITE_READONLY_CANTLOCK, true);
        check(there, ffi::SQLITE_READONLY_RECOVERY, true);
        check(there, ffi::SQLITE_READONLY, false);
        check(there, ffi::SQLITE_CANTOPEN, true);
        check(absent, ffi::SQLITE_CANTOPEN, false);
        check(env!("CARGO_MANIFEST_DIR"), ffi::SQLITE_CANTOPEN, false);
    }
}
