//! A service on a store of its own, in this process, for one test.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

use tempfile::TempDir;
use testbed::postgres;
use tidings_server::{Server, ServerOptions, StartError};
use tokio::runtime::{self, Runtime};

/// What the service stores in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Gone with the value, and all that it stored.
pub struct Service {
    runtime: Runtime,
    /// None once it is shut down.
    server: Option<Server>,
    address: SocketAddr,
    db: String,
    folder: TempDir,
    /// Dropped after the server let go of it.
    _database: Option<postgres::Database>,
}

impl Service {
    /// With the catalog of these tests, on the loopback interface, without authentication.
    pub fn start(backend: Backend) -> Self {
        Self::start_with(backend, |_| {})
    }

    pub fn start_with(backend: Backend, change: impl FnOnce(&mut ServerOptions)) -> Self {
        Self::try_start(backend, change).expect("the service starts")
    }

    pub fn try_start(
        backend: Backend,
        change: impl FnOnce(&mut ServerOptions),
    ) -> Result<Self, StartError> {
        let folder = tempfile::tempdir().unwrap();
        let catalog = folder.path().join("events.yaml");
        fs::write(&catalog, include_str!("events.yaml")).unwrap();
        let database = (backend == Backend::Postgres).then(|| postgres::shared().database());
        let db = match &database {
            Some(database) => database.url().to_owned(),
            None => format!("sqlite:{}", folder.path().join("events.db").display()),
        };
        let mut options = ServerOptions::new(db, catalog);
        change(&mut options);
        let db = options.db.clone();
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build();
        let runtime = runtime.unwrap();
        let server = runtime.block_on(Server::start(options))?;
        Ok(Self {
            address: server.address(),
            server: Some(server),
            db,
            runtime,
            folder,
            _database: database,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its store, also for others.
    pub fn db(&self) -> &str {
        &self.db
    }

    pub fn catalog(&self) -> PathBuf {
        self.folder.path().join("events.yaml")
    }

    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    pub fn server(&self) -> &Server {
        self.server.as_ref().expect("the service runs")
    }

    /// Answers what has begun, and ends.
    pub fn shut_down(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.shutdown());
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.shut_down();
    }
}
