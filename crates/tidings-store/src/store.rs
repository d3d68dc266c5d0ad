use std::collections::BTreeMap;
use std::time::Duration;

use tidings::{Definition, Id, PropertyType, Uuid};
use tokio::sync::watch;

use crate::old_names::OldNames;
#[cfg(feature = "postgres")]
use crate::postgres::PostgresStore;
use crate::records::Source;
#[cfg(feature = "sqlite")]
use crate::sqlite::{Job, SqliteStore};
use crate::url::{self, Location};
use crate::{
    Access, Clock, Cursor, Entries, Filter, Page, Purge, Purged, Query, Records, Registered,
    StoreError, StoredRecord, SubjectEntry,
};

/// A durable, ordered log of records. Cheap to clone; clones share connections.
///
/// Reading needs no transaction of the caller's. SQLite is read on the blocking threads of the caller's tokio runtime;
/// without one it blocks its caller. PostgreSQL is read by a thread of the store's own, on any async runtime.
#[derive(Debug, Clone)]
pub struct Store {
    backend: Backend,
}

/// One variant per kind of database.
#[derive(Debug, Clone)]
pub(crate) enum Backend {
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteStore),
    #[cfg(feature = "postgres")]
    Postgres(PostgresStore),
}

/// How a store behaves.
///
/// Fields may be added: write `StoreOptions { clock, ..StoreOptions::default() }`.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Gives `recorded_at`.
    pub clock: Clock,
    /// How long to wait for other writers before a send or an opening is [`StoreError::Unavailable`]; 5 s by default.
    pub busy_limit: Duration,
    /// Overrides of [`Definition::rate_limit`], by the event's name; `None` or zero lifts the limit.
    pub rate_limits: BTreeMap<String, Option<Duration>>,
    /// Subjects to have columns for beside those of the definitions, by the id's name, as `cluster_id`.
    pub subjects: BTreeMap<String, PropertyType>,
    /// The most bytes that a SQLite file may grow to by writes of this store; what does not fit fails as on a full disk.
    pub max_size: Option<u64>,
    /// What is PostgreSQL's alone.
    #[cfg(feature = "postgres")]
    pub postgres: crate::PostgresOptions,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            clock: Clock::default(),
            busy_limit: Duration::from_secs(5),
            rate_limits: BTreeMap::new(),
            subjects: BTreeMap::new(),
            max_size: None,
            #[cfg(feature = "postgres")]
            postgres: crate::PostgresOptions::default(),
        }
    }
}

impl Store {
    /// Opens the store at `sqlite:PATH` or `postgres://...`; creates or migrates it, and adds the definitions' subjects,
    /// where needed.
    ///
    /// Several processes may do so at once. The database may hold tables of others; a SQLite file is set to WAL mode
    /// for good.
    ///
    /// # Errors
    /// A URL of another kind, a newer schema, a subject whose type has changed, a database that cannot be opened.
    pub async fn open(url: &str, definitions: &[&Definition]) -> Result<Self, StoreError> {
        Self::open_with(url, definitions, StoreOptions::default()).await
    }

    /// [`Store::open`] with options.
    ///
    /// # Errors
    /// The same.
    pub async fn open_with(
        url: &str,
        definitions: &[&Definition],
        options: StoreOptions,
    ) -> Result<Self, StoreError> {
        match url::parse(url)? {
            #[cfg(feature = "sqlite")]
            Location::Sqlite(file) => {
                let definitions: Vec<Definition> = definitions.iter().copied().cloned().collect();
                let open = move || {
                    let definitions: Vec<&Definition> = definitions.iter().collect();
                    SqliteStore::open_at(file, &definitions, options)
                };
                Ok(blocking(open).await?.into())
            }
            #[cfg(feature = "postgres")]
            Location::Postgres(server) => {
                let store = PostgresStore::open_at(server, definitions, options).await?;
                Ok(store.into())
            }
        }
    }

    /// Connects to a store that exists, with the subjects that it has; creates nothing.
    ///
    /// No rate limits are in force, since these come from definitions.
    ///
    /// # Errors
    /// [`StoreError::Absent`] and [`StoreError::NoStore`], an older or newer schema, a database that cannot be opened.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::connect_with(url, StoreOptions::default()).await
    }

    /// [`Store::connect`] with options.
    ///
    /// # Errors
    /// The same.
    pub async fn connect_with(url: &str, options: StoreOptions) -> Result<Self, StoreError> {
        match url::parse(url)? {
            #[cfg(feature = "sqlite")]
            Location::Sqlite(file) => Ok(blocking(move || SqliteStore::connect_at(file, options))
                .await?
                .into()),
            #[cfg(feature = "postgres")]
            Location::Postgres(server) => {
                Ok(PostgresStore::connect_at(server, options).await?.into())
            }
        }
    }

    /// The SQL that [`Store::open_with`] would run to create or migrate the store, for those who may not let it;
    /// empty when there is nothing to do. Changes nothing.
    ///
    /// # Errors
    /// Those of [`Store::open_with`]. A file or a database without a store is none.
    pub async fn migration_sql(
        url: &str,
        definitions: &[&Definition],
        options: StoreOptions,
    ) -> Result<String, StoreError> {
        match url::parse(url)? {
            #[cfg(feature = "sqlite")]
            Location::Sqlite(file) => {
                let definitions: Vec<Definition> = definitions.iter().copied().cloned().collect();
                let read = move || {
                    let definitions: Vec<&Definition> = definitions.iter().collect();
                    SqliteStore::migration_sql(file, &definitions, options)
                };
                blocking(read).await
            }
            #[cfg(feature = "postgres")]
            Location::Postgres(server) => {
                PostgresStore::migration_sql(server, definitions, options).await
            }
        }
    }

    /// The store as one in SQLite, for [`SqliteStore::send_in`]; `None` for another kind of database.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(&self) -> Option<&SqliteStore> {
        match &self.backend {
            Backend::Sqlite(sqlite) => Some(sqlite),
            #[cfg(feature = "postgres")]
            Backend::Postgres(_) => None,
        }
    }

    /// The store as one in PostgreSQL, for [`PostgresStore::send_in`]; `None` for another kind of database.
    #[cfg(feature = "postgres")]
    pub fn postgres(&self) -> Option<&PostgresStore> {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(_) => None,
            Backend::Postgres(postgres) => Some(postgres),
        }
    }

    /// Removes records for good, in batches that leave other writers room; what a batch removed stays removed when a
    /// later one fails.
    ///
    /// A purge of everything older refuses cursors from before what it removed ([`StoreError::PurgedCursor`]), so that
    /// no follower misses records without knowing. A purge of subjects, or of deleted ones, refuses none: what it removes
    /// is meant to be forgotten.
    ///
    /// # Errors
    /// An unknown subject, a database that fails.
    pub async fn purge(&self, purge: &Purge) -> Result<Purged, StoreError> {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => {
                let (sqlite, purge) = (sqlite.clone(), purge.clone());
                blocking(move || sqlite.purge(&purge)).await
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.purge(purge).await,
        }
    }

    /// One page of records, with counts, all of one state of the store.
    ///
    /// An unlimited page is all in memory; [`Store::stream`] is not.
    ///
    /// # Errors
    /// An unknown subject, `order` or `offset` beside `after`, a cursor that is refused, a database that fails.
    pub async fn list(&self, query: &Query) -> Result<Page, StoreError> {
        let query = &self.with_old_names(query);
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => {
                let (sqlite, query) = (sqlite.clone(), query.clone());
                blocking(move || sqlite.list(&query)).await
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.list(query).await,
        }
    }

    /// The record of this id.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn get(&self, id: Uuid) -> Result<Option<StoredRecord>, StoreError> {
        self.get_for(id, &Access::default()).await
    }

    /// The record of this id, where this reader may see it.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn get_for(
        &self,
        id: Uuid,
        access: &Access,
    ) -> Result<Option<StoredRecord>, StoreError> {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => {
                let (sqlite, access) = (sqlite.clone(), access.clone());
                blocking(move || sqlite.get(id, &access)).await
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.get(id, access).await,
        }
    }

    /// Registers a subject, in the place of the entry of its kind, id and infra-env.
    ///
    /// # Errors
    /// A kind whose ids have no column, an id of another type, a NUL in a text, a database that fails.
    pub async fn put_subject(&self, entry: &SubjectEntry) -> Result<Registered, StoreError> {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => {
                let (sqlite, entry) = (sqlite.clone(), entry.clone());
                blocking(move || sqlite.put_subject(&entry)).await
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.put_subject(entry).await,
        }
    }

    /// All entries of these subjects, each a kind, as `cluster`, and an id; in order of kind, id and infra-env.
    ///
    /// # Errors
    /// Those of [`Store::put_subject`].
    pub async fn subject_entries(
        &self,
        subjects: &[(String, Id)],
    ) -> Result<Vec<SubjectEntry>, StoreError> {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => {
                let (sqlite, subjects) = (sqlite.clone(), subjects.to_vec());
                blocking(move || sqlite.subject_entries(&subjects)).await
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.subject_entries(subjects).await,
        }
    }

    /// Marks entries of a subject as deleted now, by the store's clock; those that are keep their time. How many
    /// entries there are.
    ///
    /// # Errors
    /// Those of [`Store::put_subject`].
    pub async fn delete_subject(
        &self,
        kind: &str,
        id: &Id,
        entries: Entries,
    ) -> Result<u64, StoreError> {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => {
                let (sqlite, kind, id) = (sqlite.clone(), kind.to_owned(), id.clone());
                blocking(move || sqlite.delete_subject(&kind, &id, entries)).await
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.delete_subject(kind, id, entries).await,
        }
    }

    /// The place after everything that is stored now: following from here gives what comes.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn end(&self) -> Result<Cursor, StoreError> {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => {
                let sqlite = sqlite.clone();
                blocking(move || sqlite.end()).await
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.end().await,
        }
    }

    /// Every record of every category that is committed after this place, each once, in append order; then waits for
    /// more.
    ///
    /// Append order is the order of commits, however many processes write. No transaction is held between two records.
    /// Records of this process come at once, of others within a fraction of a second.
    pub fn follow(&self, after: Cursor) -> Records {
        self.follow_filtered(after, Filter::everything())
    }

    /// [`Store::follow`], only what passes the filter.
    pub fn follow_filtered(&self, after: Cursor, filter: Filter) -> Records {
        let filter = self.old_names().expand(filter);
        Records::new(Source::follow(self.clone(), after, filter))
    }

    /// What [`Store::list`] lists, a chunk at a time, with bounded memory; no transaction is held between two records.
    ///
    /// All are of the state of the store at the first poll: later records do not show. Counts are not made.
    pub fn stream(&self, query: &Query) -> Records {
        Records::new(Source::list(self.clone(), self.with_old_names(query)))
    }

    /// The query by every name of the events that it names.
    fn with_old_names(&self, query: &Query) -> Query {
        let mut query = query.clone();
        query.filter = self.old_names().expand(query.filter);
        query
    }

    fn old_names(&self) -> &OldNames {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => sqlite.old_names(),
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.old_names(),
        }
    }

    pub(crate) fn backend(&self) -> &Backend {
        &self.backend
    }

    pub(crate) async fn tail(
        &self,
        after: Cursor,
        filter: &Filter,
        most: usize,
    ) -> Result<Tail, StoreError> {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => {
                let (sqlite, filter) = (sqlite.clone(), filter.clone());
                blocking(move || sqlite.tail(after, &filter, most)).await
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.tail(after, filter, most).await,
        }
    }

    pub(crate) async fn chunk(
        &self,
        query: &Query,
        resume: Option<Resume>,
    ) -> Result<Chunk, StoreError> {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => {
                let (sqlite, query) = (sqlite.clone(), query.clone());
                blocking(move || sqlite.chunk(&query, resume)).await
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.chunk(query, resume).await,
        }
    }

    /// Changes at every commit, and sometimes without one.
    pub(crate) fn commits(&self) -> watch::Receiver<()> {
        match &self.backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => sqlite.commits(),
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.commits(),
        }
    }
}

#[cfg(feature = "sqlite")]
impl From<SqliteStore> for Store {
    fn from(sqlite: SqliteStore) -> Self {
        Self {
            backend: Backend::Sqlite(sqlite),
        }
    }
}

#[cfg(feature = "postgres")]
impl From<PostgresStore> for Store {
    fn from(postgres: PostgresStore) -> Self {
        Self {
            backend: Backend::Postgres(postgres),
        }
    }
}

/// What a follower reads at once.
pub(crate) struct Tail {
    pub records: Vec<StoredRecord>,
    /// Everything up to here has been looked at.
    pub through: Cursor,
    /// Whether the store had no more.
    pub ended: bool,
}

/// Where a streamed list goes on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resume {
    /// The last position of the state that is listed.
    pub snapshot: i64,
    /// Microseconds since 1970, and position or, where time goes first, what breaks ties, of the last record given.
    pub last: Option<(i64, i64)>,
}

/// A part of a streamed list.
pub(crate) struct Chunk {
    pub records: Vec<StoredRecord>,
    /// `None` when nothing was left.
    pub resume: Option<Resume>,
}

/// Runs blocking work off the async threads, where there are any.
#[cfg(feature = "sqlite")]
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return work();
    };
    let once = std::sync::Arc::new(std::sync::Mutex::new(Some(work)));
    let given = once.clone();
    let job = Job::default();
    let _guard = job.guard();
    let result = runtime.spawn_blocking(move || job.run(taken(&given))).await;
    match result {
        Ok(Some(result)) => result,
        Ok(None) => unreachable!("the guard is held until here"),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime was shut down before the work began; a stream may be polled on another one since.
            Err(_) => taken(&once)(),
        },
    }
}

#[cfg(feature = "sqlite")]
fn taken<F>(once: &std::sync::Mutex<Option<F>>) -> F {
    let work = once.lock().expect("nothing panics while it is held").take();
    work.expect("it is taken once")
}
