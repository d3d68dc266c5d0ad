//! The file, and connections to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};

use crate::fold;

/// Where the file is and how to connect to it.
#[derive(Debug)]
pub(super) struct Database {
    pub path: PathBuf,
    pub read_only: bool,
    pub busy_limit: Duration,
    pub max_size: Option<u64>,
}

/// A connection, and which file it was opened on.
#[derive(Debug)]
pub(super) struct Opened {
    pub connection: Connection,
    file: Option<FileId>,
}

impl Database {
    /// For writing; creates the file where there is none.
    pub fn create(&self) -> rusqlite::Result<Opened> {
        let create = if self.read_only {
            OpenFlags::empty()
        } else {
            OpenFlags::SQLITE_OPEN_CREATE
        };
        self.open(create)
    }

    /// For writing, where the file allows it.
    pub fn writer(&self) -> rusqlite::Result<Opened> {
        let opened = self.open(OpenFlags::empty())?;
        if let Some(bytes) = self.max_size {
            limit_size(&opened.connection, bytes)?;
        }
        Ok(opened)
    }

    /// For reading alone.
    pub fn reader(&self) -> rusqlite::Result<Opened> {
        let opened = self.open(OpenFlags::empty())?;
        let connection = &opened.connection;
        connection.pragma_update(None, "query_only", true)?;
        rusqlite::vtab::array::load_module(connection)?;
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        connection.create_scalar_function("tidings_contains", 2, flags, |context| {
            let (text, part) = (context.get_raw(0).as_str()?, context.get_raw(1).as_str()?);
            Ok(fold::contains_folded(text, part))
        })?;
        Ok(opened)
    }

    fn open(&self, create: OpenFlags) -> rusqlite::Result<Opened> {
        let access = if self.read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        };
        let flags = access | create | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(self.busy_limit)?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.set_prepared_statement_cache_capacity(64);
        let file = FileId::of(&self.path);
        Ok(Opened { connection, file })
    }
}

impl Opened {
    /// Whether the path still leads to the file that was opened: SQLite goes on writing to a deleted one.
    pub fn is_at(&self, path: &Path) -> bool {
        self.file.is_some() && self.file == FileId::of(path)
    }
}

fn limit_size(connection: &Connection, bytes: u64) -> rusqlite::Result<()> {
    let page: u32 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let pages = i64::try_from(bytes / u64::from(page)).unwrap_or(i64::MAX);
    // SQLite answers with the limit in force, which is never below the present size.
    connection.pragma_update_and_check(None, "max_page_count", pages.max(1), |_| Ok(()))
}

/// Tells files of one path apart.
#[derive(Debug, PartialEq, Eq)]
struct FileId(u64, u64);

impl FileId {
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let metadata = fs::metadata(path).ok()?;
        Some(Self(metadata.dev(), metadata.ino()))
    }

    /// Elsewhere an open file cannot be deleted or replaced.
    #[cfg(not(unix))]
    fn of(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|_| Self(0, 0))
    }
}
