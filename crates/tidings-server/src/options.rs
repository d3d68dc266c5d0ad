use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use tidings_store::StoreOptions;

use crate::auth::AuthOptions;

/// What to serve, where, and to whom.
///
/// Fields may be added: write `ServerOptions { listen, ..ServerOptions::new(db, catalog) }`.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// The store: `sqlite:PATH` or `postgres://...`. It is created or migrated where needed.
    pub db: String,
    /// How the store behaves. Subjects and rate limits of the catalog are added.
    pub store: StoreOptions,
    /// The files and folders of the catalog, read again by [`Server::reload`](crate::Server::reload).
    pub catalog: Vec<PathBuf>,
    /// Where to listen; port 0 is any that is free.
    pub listen: SocketAddr,
    /// Lets a service without authentication listen on other than loopback addresses.
    pub insecure_listen: bool,
    /// Names by which clients may call a service without authentication, beside those of loopback.
    pub public_hosts: Vec<String>,
    /// Before every route but those of health, metrics and documentation; empty by default.
    pub base_path: String,
    /// Who may see and do what.
    pub auth: AuthOptions,
    /// Whose records a user sees.
    pub tenancy: Tenancy,
    /// Web pages of these origins may call, as `https://console.example.com`; `*` is all. None by default.
    pub cors_origins: Vec<String>,
    /// Overrides of the catalog's rate limits.
    pub rate_limits: Option<RateLimitsSource>,
    /// What one client, or all together, may take.
    pub limits: Limits,
    /// Where to serve health and metrics besides; metrics are then there only.
    pub metrics_listen: Option<SocketAddr>,
}

impl ServerOptions {
    /// On a free port of the loopback interface, without authentication.
    pub fn new(db: impl Into<String>, catalog: impl Into<PathBuf>) -> Self {
        Self {
            db: db.into(),
            store: StoreOptions::default(),
            catalog: vec![catalog.into()],
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            insecure_listen: false,
            public_hosts: Vec::new(),
            base_path: String::new(),
            auth: AuthOptions::None,
            tenancy: Tenancy::Org,
            cors_origins: Vec::new(),
            rate_limits: None,
            limits: Limits::default(),
            metrics_listen: None,
        }
    }
}

/// Whose records a user sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tenancy {
    /// Those of the user's organisation.
    #[default]
    Org,
    /// The user's own.
    User,
}

/// Where a JSON object from event name to duration is, as `{"host_bound": "5m"}`.
#[derive(Debug, Clone)]
pub enum RateLimitsSource {
    /// The text of the environment's variable `EVENT_RATE_LIMITS`.
    Environment(String),
    /// A file, read again by [`Server::reload`](crate::Server::reload).
    File(PathBuf),
}

/// What one client, or all together, may take.
///
/// Fields may be added: write `Limits { max_body, ..Limits::default() }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of a request's body; 8 MiB by default.
    pub max_body: usize,
    /// The most bytes of a request's line and headers; 64 KiB by default.
    pub max_header: usize,
    /// The most connections; further ones wait to be accepted. 20,000 by default.
    pub max_connections: usize,
    /// The most requests that are worked on at once, 256 by default. Others wait a second, then are told to come again.
    pub max_requests: usize,
    /// How long a request's body may take to come, and then its answer to begin; 60 s by default.
    pub request_time: Duration,
    /// How long a connection may be idle, and its next request's headers may take; 75 s by default.
    pub idle_time: Duration,
    /// How long requests that have begun may go on when the service stops; 30 s by default.
    pub shutdown_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body: 8 * 1024 * 1024,
            max_header: 64 * 1024,
            max_connections: 20_000,
            max_requests: 256,
            request_time: Duration::from_secs(60),
            idle_time: Duration::from_secs(75),
            shutdown_time: Duration::from_secs(30),
        }
    }
}
