use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tidings::{Cause, Definition};
use tokio::sync::watch;

use super::database::{Database, Engine};
use super::error::Problem;
use super::partitions::Partition;
use super::schema::{Schema, SchemaCache};
use super::watch::Watch;
use super::{migrate, server};
use crate::old_names::OldNames;
use crate::rate_limits::RateLimits;
use crate::subjects;
use crate::url::{Location, Server};
use crate::{Clock, StoreError, StoreOptions, url};

/// A store in PostgreSQL, which several processes may share. Cheap to clone; clones share connections.
///
/// [`Store`](crate::Store) has what all kinds of databases have; `Store::from(postgres_store)` is the same store.
///
/// A thread of its own serves its connections, so that it works on any async runtime and outlives each.
#[derive(Debug, Clone)]
pub struct PostgresStore {
    pub(super) shared: Arc<Shared>,
}

/// How a store in PostgreSQL behaves.
///
/// Fields may be added: write `PostgresOptions { schema, ..PostgresOptions::default() }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresOptions {
    /// PostgreSQL's schema that holds the store's tables; `tidings` by default.
    pub schema: String,
    /// Divides a store that is new; one that exists stays as it is. Not divided by default.
    pub partition: Option<Partition>,
    /// The most connections for reading, 8 by default. A sender has one more, and followers together another one.
    pub max_connections: u32,
    /// How long a list may take, 60 s by default.
    pub statement_timeout: Duration,
    /// How long senders and followers wait for a server that is away before they are told; 30 s by default.
    pub reconnect_limit: Duration,
    /// Uses a server that runs with `fsync = off`, where a crash can lose what was acknowledged, or break the database.
    pub accept_fsync_off: bool,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            schema: "tidings".to_owned(),
            partition: None,
            max_connections: 8,
            statement_timeout: Duration::from_secs(60),
            reconnect_limit: Duration::from_secs(30),
            accept_fsync_off: false,
        }
    }
}

#[derive(Debug)]
pub(super) struct Shared {
    pub database: Arc<Database>,
    pub schema: SchemaCache,
    pub watch: Arc<Watch>,
    pub limits: RateLimits,
    pub old_names: OldNames,
    pub clock: Clock,
    pub busy_limit: Duration,
    /// Last, since the others' connections live on it.
    pub engine: Engine,
}

impl PostgresStore {
    /// Opens the store at this URL as [`Store::open`](crate::Store::open) does.
    ///
    /// The URL is one of libpq's: `postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=...`;
    /// what it leaves out comes from `PGHOST`, `PGUSER`, ... and the password file.
    ///
    /// # Errors
    /// The same.
    pub async fn open(
        url: &str,
        definitions: &[&Definition],
        options: StoreOptions,
    ) -> Result<Self, StoreError> {
        Self::open_at(server_of(url)?, definitions, options).await
    }

    /// Connects to the store at this URL as [`Store::connect`](crate::Store::connect) does.
    ///
    /// # Errors
    /// The same.
    pub async fn connect(url: &str, options: StoreOptions) -> Result<Self, StoreError> {
        Self::connect_at(server_of(url)?, options).await
    }

    pub(crate) async fn open_at(
        server: Server,
        definitions: &[&Definition],
        options: StoreOptions,
    ) -> Result<Self, StoreError> {
        let declared = subjects::declared(definitions, &options.subjects)?;
        let store = Self::new(server, definitions, options)?;
        let migrate = |database: Arc<Database>| async move {
            server::check(&database).await?;
            migrate::migrate(&database, &declared).await
        };
        store.learn_schema(migrate).await?;
        Ok(store)
    }

    pub(crate) async fn connect_at(
        server: Server,
        options: StoreOptions,
    ) -> Result<Self, StoreError> {
        let store = Self::new(server, &[], options)?;
        let connect = |database: Arc<Database>| async move {
            server::check(&database).await?;
            migrate::connect(&database).await
        };
        store.learn_schema(connect).await?;
        Ok(store)
    }

    pub(crate) async fn migration_sql(
        server: Server,
        definitions: &[&Definition],
        options: StoreOptions,
    ) -> Result<String, StoreError> {
        let declared = subjects::declared(definitions, &options.subjects)?;
        let store = Self::new(server, definitions, options)?;
        let script =
            |database: Arc<Database>| async move { migrate::script_of(&database, &declared).await };
        store.run(script).await
    }

    fn new(
        server: Server,
        definitions: &[&Definition],
        options: StoreOptions,
    ) -> Result<Self, StoreError> {
        let no_thread = |error: std::io::Error| StoreError::Failed(Cause::new(error.to_string()));
        let engine = Engine::start().map_err(no_thread)?;
        let entered = engine.runtime().enter();
        let database = Database::new(server, options.postgres)?;
        drop(entered);
        let shared = Shared {
            database: Arc::new(database),
            schema: SchemaCache::default(),
            watch: Arc::new(Watch::new()),
            limits: RateLimits::new(definitions, &options.rate_limits),
            old_names: OldNames::new(definitions),
            clock: options.clock,
            busy_limit: options.busy_limit,
            engine,
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    async fn learn_schema<F>(&self, work: impl FnOnce(Arc<Database>) -> F) -> Result<(), StoreError>
    where
        F: Future<Output = Result<Schema, Problem>> + Send + 'static,
    {
        let schema = self.run(work).await?;
        self.shared.schema.set(schema);
        Ok(())
    }

    /// On the store's own thread.
    pub(super) async fn run<T, F>(
        &self,
        work: impl FnOnce(Arc<Database>) -> F,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Problem>> + Send + 'static,
    {
        let shared = &self.shared;
        let work = work(shared.database.clone());
        let done = shared.engine.run(work).await;
        done.map_err(|problem| problem.of(&shared.database.shown))
    }

    pub(crate) fn old_names(&self) -> &OldNames {
        &self.shared.old_names
    }

    /// Changes at every commit.
    pub(crate) fn commits(&self) -> watch::Receiver<()> {
        let shared = &self.shared;
        shared.watch.subscribe(&shared.database, &shared.engine)
    }
}

fn server_of(url: &str) -> Result<Server, StoreError> {
    match url::parse(url)? {
        Location::Postgres(server) => Ok(server),
        #[cfg(feature = "sqlite")]
        Location::Sqlite(_) => Err(StoreError::InvalidUrl {
            url: url.to_owned(),
            reason: "is no URL of PostgreSQL: write `postgres://...`",
        }),
    }
}
