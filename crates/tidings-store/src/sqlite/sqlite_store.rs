use std::path::Path;
use std::sync::{Arc, Mutex};

use tidings::Definition;
use tokio::sync::watch;

use super::append::Appender;
use super::database::{Database, Opened};
use super::error::{Problem, store_error};
use super::migrate;
use super::schema::{Schema, SchemaCache};
use super::watch::Watch;
use crate::old_names::OldNames;
use crate::rate_limits::RateLimits;
use crate::subjects;
use crate::url::File;
use crate::{Clock, StoreError, StoreOptions};

/// A store in SQLite. Cheap to clone; clones share connections.
///
/// [`Store`](crate::Store) has what all kinds of databases have; `Store::from(sqlite_store)` is the same store.
///
/// Every write begins with `BEGIN IMMEDIATE` and ends durable: WAL mode, `synchronous=FULL`.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    pub(super) shared: Arc<Shared>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub database: Arc<Database>,
    pub schema: SchemaCache,
    pub watch: Arc<Watch>,
    pub idle_readers: Mutex<Vec<Opened>>,
    limits: RateLimits,
    old_names: OldNames,
    pub clock: Clock,
}

impl SqliteStore {
    /// Opens the store in this file as [`Store::open`](crate::Store::open) does; blocks meanwhile.
    ///
    /// # Errors
    /// The same.
    pub fn open(
        path: impl AsRef<Path>,
        definitions: &[&Definition],
        options: StoreOptions,
    ) -> Result<Self, StoreError> {
        Self::open_at(writable(path.as_ref()), definitions, options)
    }

    /// Connects to the store in this file as [`Store::connect`](crate::Store::connect) does; blocks meanwhile.
    ///
    /// # Errors
    /// The same.
    pub fn connect(path: impl AsRef<Path>, options: StoreOptions) -> Result<Self, StoreError> {
        Self::connect_at(writable(path.as_ref()), options)
    }

    pub(crate) fn open_at(
        file: File,
        definitions: &[&Definition],
        options: StoreOptions,
    ) -> Result<Self, StoreError> {
        let more = options.subjects.clone();
        let store = Self::new(file, definitions, options);
        let database = &*store.shared.database;
        if database.read_only {
            // Nothing can be created or migrated there, but what is up to date can be used.
            store.check_exists()?;
        }
        let declared = subjects::declared(definitions, &more)?;
        let migrate = || -> Result<(), Problem> {
            let mut opened = database.create()?;
            migrate::migrate(&mut opened.connection, &declared, database.busy_limit)
        };
        migrate().map_err(|problem| problem.of(&database.path))?;
        Ok(store)
    }

    pub(crate) fn connect_at(file: File, options: StoreOptions) -> Result<Self, StoreError> {
        let store = Self::new(file, &[], options);
        store.check_exists()?;
        let database = &*store.shared.database;
        let version = || migrate::version(&database.reader()?.connection);
        match version().map_err(|error| store_error(&database.path, error))? {
            Some(version) => migrate::check_version(version).map(|()| store),
            None => Err(StoreError::NoStore {
                place: database.path.display().to_string(),
            }),
        }
    }

    pub(crate) fn migration_sql(
        file: File,
        definitions: &[&Definition],
        options: StoreOptions,
    ) -> Result<String, StoreError> {
        let declared = subjects::declared(definitions, &options.subjects)?;
        let store = Self::new(file, definitions, options);
        let database = &*store.shared.database;
        if matches!(store.check_exists(), Err(StoreError::Absent { .. })) {
            return migrate::script_of_new(&declared);
        }
        let read = || -> Result<String, Problem> {
            migrate::script_of(&mut database.reader()?.connection, &declared)
        };
        read().map_err(|problem| problem.of(&database.path))
    }

    fn new(file: File, definitions: &[&Definition], options: StoreOptions) -> Self {
        let database = Database {
            path: file.path,
            read_only: file.read_only,
            busy_limit: options.busy_limit,
            max_size: options.max_size,
        };
        let shared = Shared {
            database: Arc::new(database),
            schema: SchemaCache::default(),
            watch: Arc::new(Watch::new()),
            idle_readers: Mutex::default(),
            limits: RateLimits::new(definitions, &options.rate_limits),
            old_names: OldNames::new(definitions),
            clock: options.clock,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    fn check_exists(&self) -> Result<(), StoreError> {
        let path = &self.shared.database.path;
        // Where it cannot be known, opening tells more.
        if path.try_exists().unwrap_or(true) {
            return Ok(());
        }
        Err(StoreError::Absent {
            path: path.display().to_string(),
        })
    }

    pub(crate) fn old_names(&self) -> &OldNames {
        &self.shared.old_names
    }

    /// Changes at every commit.
    pub(crate) fn commits(&self) -> watch::Receiver<()> {
        self.shared.watch.subscribe(&self.shared.database)
    }

    /// What decides on records and stores them, in a transaction of this connection.
    pub(super) fn appender<'a>(
        &'a self,
        connection: &'a rusqlite::Connection,
        schema: Arc<Schema>,
    ) -> Appender<'a> {
        Appender {
            connection,
            schema,
            limits: &self.shared.limits,
            recorded_at: self.shared.clock.now(),
        }
    }
}

fn writable(path: &Path) -> File {
    File {
        path: path.to_owned(),
        read_only: false,
    }
}
