use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use tidings_server::{AuthOptions, JwtOptions, KeySource, Server, ServerOptions, Tenancy};
use tokio::runtime::{Builder, Runtime};
use ureq::Agent;

use super::database::Database;
use super::{Call, SECRET, Store};

type Adjustment = Box<dyn FnOnce(&mut ServerOptions)>;

/// How a service is configured: tokens signed with [`SECRET`], unless said otherwise.
pub struct Setup {
    catalog: String,
    jwt: bool,
    adjustments: Vec<Adjustment>,
}

impl Setup {
    /// With a catalog's text.
    pub fn new(catalog: &str) -> Self {
        Self {
            catalog: catalog.to_owned(),
            jwt: true,
            adjustments: Vec::new(),
        }
    }

    /// As `--auth none`.
    pub fn without_auth(mut self) -> Self {
        self.jwt = false;
        self
    }

    pub fn tenancy(self, tenancy: Tenancy) -> Self {
        self.adjust(move |options| options.tenancy = tenancy)
    }

    /// Options of the tokens.
    pub fn jwt(self, adjustment: impl FnOnce(&mut JwtOptions) + 'static) -> Self {
        self.adjust(move |options| match &mut options.auth {
            AuthOptions::Jwt(options) => adjustment(options),
            AuthOptions::None => panic!("a service without tokens has no options for them"),
        })
    }

    /// Any other option.
    pub fn adjust(mut self, adjustment: impl FnOnce(&mut ServerOptions) + 'static) -> Self {
        self.adjustments.push(Box::new(adjustment));
        self
    }

    fn options(self, database: &Database, folder: &Path) -> ServerOptions {
        let mut options = ServerOptions::new(
            database.url(),
            written(folder, "events.yaml", &self.catalog),
        );
        if self.jwt {
            // One trailing newline of a secret file is not part of the secret.
            let secret = written(folder, "secret", &format!("{SECRET}\n"));
            options.auth = AuthOptions::Jwt(JwtOptions::new(KeySource::SecretFile(secret)));
        }
        for adjustment in self.adjustments {
            adjustment(&mut options);
        }
        options
    }
}

/// A running service, which stops with the value.
pub struct Service {
    server: Option<Server>,
    runtime: Runtime,
    agent: Agent,
    /// Holds its catalog and its secret.
    _folder: TempDir,
    database: Database,
}

impl Service {
    pub fn start(store: Store, setup: Setup) -> Self {
        let database = Database::new(store);
        let folder = tempfile::tempdir().unwrap();
        let options = setup.options(&database, folder.path());
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(Server::start(options)).unwrap();
        Self {
            server: Some(server),
            runtime,
            agent: agent(),
            _folder: folder,
            database,
        }
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        self.call("GET", path)
    }

    pub fn post(&self, path: &str) -> Call<'_> {
        self.call("POST", path)
    }

    pub fn put(&self, path: &str) -> Call<'_> {
        self.call("PUT", path)
    }

    pub fn delete(&self, path: &str) -> Call<'_> {
        self.call("DELETE", path)
    }

    /// A request for a path, with its parameters if it has some.
    pub fn call(&self, method: &'static str, path: &str) -> Call<'_> {
        let url = format!("http://{}{path}", self.address());
        Call::new(&self.agent, method, url)
    }

    pub fn address(&self) -> SocketAddr {
        self.server().address()
    }

    /// The URL of its database.
    pub fn database_url(&self) -> String {
        self.database.url()
    }

    fn server(&self) -> &Server {
        self.server.as_ref().expect("it runs until it is dropped")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let server = self.server.take().expect("dropped once");
        self.runtime.block_on(server.shutdown());
    }
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(60)))
        .max_idle_connections_per_host(8)
        .accept_encoding("identity")
        .build()
        .new_agent()
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}
