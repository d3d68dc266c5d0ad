//! A real server in this process, on a database of its own.

use std::path::PathBuf;

use tempfile::TempDir;
use tidings::{Record, Uuid};
use tidings_server::{Limits, Server, ServerOptions};
use tidings_store::{Cursor, Filter, Query, Store};
use tokio::runtime::Runtime;

use crate::PATIENCE;

pub struct Service {
    server: Server,
    runtime: Runtime,
    folder: TempDir,
}

const CATALOG: &str = "
x-events:
- name: disk_slow
  message: \"Disk {disk} is slow\"
  event_type: host
  severity: warning
  rate_limit: 1h
  properties:
    host_id: UUID
    infra_env_id: UUID
    disk: string
";

impl Service {
    pub fn start() -> Self {
        Self::with_limits(Limits::default())
    }

    pub fn with_limits(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let catalog = folder.path().join("events.yaml");
        std::fs::write(&catalog, CATALOG).unwrap();
        let db = format!("sqlite:{}", folder.path().join("events.db").display());
        let runtime = Runtime::new().unwrap();
        let options = ServerOptions {
            limits,
            ..ServerOptions::new(db, catalog)
        };
        let server = runtime.block_on(Server::start(options)).unwrap();
        Self {
            server,
            runtime,
            folder,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    pub fn port(&self) -> u16 {
        self.server.address().port()
    }

    /// In the service's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// All that is stored, in the order in which it was.
    pub fn stored(&self) -> Vec<Record> {
        let url = self.db();
        let query = Query {
            limit: Some(-1),
            after: Some(Cursor::start()),
            counts: false,
            ..Query::new(Filter::everything())
        };
        let listed = async {
            let store = Store::connect(&url).await?;
            store.list(&query).await
        };
        let records = self.runtime.block_on(listed).unwrap().records;
        records.into_iter().map(|stored| stored.record).collect()
    }

    pub fn ids(&self) -> Vec<Uuid> {
        self.stored().iter().map(|record| record.id).collect()
    }

    /// Once so many are stored.
    pub fn wait_for(&self, count: usize) -> Vec<Uuid> {
        let url = self.db();
        let followed = async {
            let store = Store::connect(&url).await.unwrap();
            let mut records = store.follow(Cursor::start());
            for _ in 0..count {
                records.next().await.unwrap().unwrap();
            }
        };
        let waited = async { tokio::time::timeout(PATIENCE, followed).await };
        let waited = self.runtime.block_on(waited);
        assert!(waited.is_ok(), "{} of {count}", self.ids().len());
        self.ids()
    }

    fn db(&self) -> String {
        format!("sqlite:{}", self.path("events.db").display())
    }
}
