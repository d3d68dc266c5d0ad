use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tidings_server::{
    AuthOptions, JwtOptions, KeySource, Limits, RateLimitsSource, Server, ServerOptions, Tenancy,
};
use tidings_store::without_password;
use tracing_subscriber::filter::LevelFilter;

use crate::database::Partition;
use crate::{duration, output, signals};

#[derive(Debug, Args)]
pub struct Options {
    /// The events that are served and may be emitted: a file, or a folder of files; may be repeated for one catalog of them
    /// all; read again on SIGHUP
    #[arg(long, value_name = "PATH", required = true, env = "TIDINGS_CATALOG")]
    catalog: Vec<PathBuf>,
    /// The store: sqlite:PATH or postgres://USER@HOST/DATABASE; created or migrated where needed
    #[arg(
        long = "db",
        value_name = "URL",
        env = "TIDINGS_DB",
        hide_env_values = true
    )]
    url: String,
    /// The schema of PostgreSQL that holds the store, by default tidings
    #[arg(long, value_name = "NAME", env = "TIDINGS_SCHEMA")]
    schema: Option<String>,
    /// Use a PostgreSQL that runs with fsync = off: a crash of its machine can lose what was stored
    #[arg(long, env = "TIDINGS_ACCEPT_FSYNC_OFF")]
    accept_fsync_off: bool,
    /// How a new store in PostgreSQL is divided
    #[arg(long, value_enum, env = "TIDINGS_PARTITION")]
    partition: Option<Partition>,
    /// Where to listen
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8090",
        value_parser = address,
        env = "TIDINGS_LISTEN"
    )]
    listen: SocketAddr,
    /// Serve health and metrics here besides, and metrics here only
    #[arg(long, value_name = "ADDRESS", value_parser = address, env = "TIDINGS_METRICS_LISTEN")]
    metrics_listen: Option<SocketAddr>,
    /// Before every route, as /api/assisted-install
    #[arg(
        long,
        value_name = "PATH",
        default_value = "",
        env = "TIDINGS_BASE_PATH"
    )]
    base_path: String,
    /// Web pages of this origin may call; may be repeated
    #[arg(
        long,
        value_name = "ORIGIN",
        value_delimiter = ',',
        env = "TIDINGS_CORS_ORIGIN"
    )]
    cors_origin: Vec<String>,
    /// A JSON object of event name to duration, in place of the catalog's rate limits
    #[arg(long, value_name = "FILE", env = "TIDINGS_RATE_LIMITS")]
    rate_limits: Option<PathBuf>,
    #[command(flatten)]
    auth: Auth,
    #[command(flatten)]
    limits: LimitOptions,
    #[arg(long, value_enum, default_value_t, env = "TIDINGS_LOG_FORMAT")]
    log_format: LogFormat,
    /// The least grave messages that are logged: error, warn, info, debug or trace
    #[arg(
        long,
        value_name = "LEVEL",
        default_value = "info",
        env = "TIDINGS_LOG_LEVEL"
    )]
    log_level: LevelFilter,
    /// Show the configuration that is in force, without secrets, and stop
    #[arg(long)]
    print_config: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Authentication")]
struct Auth {
    #[arg(long, value_enum, default_value_t, env = "TIDINGS_AUTH")]
    auth: AuthMode,
    /// A public key in PEM: RSA, EC P-256 or Ed25519
    #[arg(long, value_name = "FILE", env = "TIDINGS_JWT_KEY", group = "keys")]
    jwt_key: Option<PathBuf>,
    /// A JSON Web Key Set, which may change while the service runs
    #[arg(
        long,
        value_name = "FILE|URL",
        env = "TIDINGS_JWKS",
        hide_env_values = true,
        group = "keys"
    )]
    jwks: Option<String>,
    /// A secret that is shared with who signs tokens (HS256)
    #[arg(
        long,
        value_name = "FILE",
        env = "TIDINGS_JWT_SECRET_FILE",
        group = "keys"
    )]
    jwt_secret_file: Option<PathBuf>,
    /// What a token's claim `iss` must be
    #[arg(long, value_name = "ISSUER", env = "TIDINGS_JWT_ISSUER")]
    jwt_issuer: Option<String>,
    /// What a token's claim `aud` must have
    #[arg(long, value_name = "AUDIENCE", env = "TIDINGS_JWT_AUDIENCE")]
    jwt_audience: Option<String>,
    /// Accept tokens of one cluster or infra-env that never expire
    #[arg(long, env = "TIDINGS_JWT_ALLOW_NO_EXP")]
    jwt_allow_no_exp: bool,
    /// Whose events a user sees
    #[arg(long, value_enum, default_value_t, env = "TIDINGS_TENANCY")]
    tenancy: TenancyOption,
    /// Without authentication: a name by which clients call, beside those of loopback; may be repeated
    #[arg(
        long,
        value_name = "HOST",
        value_delimiter = ',',
        env = "TIDINGS_PUBLIC_HOST"
    )]
    public_host: Vec<String>,
    /// Listen on other than loopback addresses without authentication
    #[arg(long, env = "TIDINGS_INSECURE_LISTEN")]
    insecure_listen: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
struct LimitOptions {
    /// The most bytes of a body, by default 8 MiB
    #[arg(long, value_name = "BYTES", value_parser = bytes, env = "TIDINGS_MAX_BODY")]
    max_body: Option<usize>,
    /// The most bytes of a request's line and headers, by default 64 KiB
    #[arg(long, value_name = "BYTES", value_parser = bytes, env = "TIDINGS_MAX_HEADER")]
    max_header: Option<usize>,
    /// The most connections, by default 20000
    #[arg(long, value_name = "N", env = "TIDINGS_MAX_CONNECTIONS")]
    max_connections: Option<usize>,
    /// The most requests at once, by default 256
    #[arg(long, value_name = "N", env = "TIDINGS_MAX_REQUESTS")]
    max_requests: Option<usize>,
    /// How long a body may take, and then the answer, by default 60s
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, env = "TIDINGS_REQUEST_TIME")]
    request_time: Option<Duration>,
    /// How long a connection may be idle, by default 75s
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, env = "TIDINGS_IDLE_TIME")]
    idle_time: Option<Duration>,
    /// How long requests that have begun may go on when the service stops, by default 30s
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, env = "TIDINGS_SHUTDOWN_TIME")]
    shutdown_time: Option<Duration>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum AuthMode {
    /// Everybody who reaches the service may do everything
    #[default]
    None,
    /// Signed tokens say who may do what
    Jwt,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum TenancyOption {
    /// Those of the user's organisation
    #[default]
    Org,
    /// The user's own
    User,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// For people
    #[default]
    Text,
    /// A line of JSON a message
    Json,
}

/// Until it is told to stop.
pub async fn run(options: &Options) -> Result<ExitCode> {
    let server_options = options.server()?;
    if options.print_config {
        writeln!(stdout().lock(), "{:#}", options.shown(&server_options))?;
        return Ok(ExitCode::SUCCESS);
    }
    log(options.log_format, options.log_level);
    signals::allow_many_files();
    let mut signals = signals::Signals::new().context("cannot wait for signals")?;
    // Start and reload may wait for the store, or for keys.
    let server = tokio::select! {
        started = Server::start(server_options) => started?,
        () = signals.stop() => return Ok(stopped()),
    };
    let address = server.address();
    tracing::info!(target: "tidings", "listening on http://{address}");
    if let Some(address) = server.metrics_address() {
        tracing::info!(target: "tidings", "metrics on http://{address}/metrics");
    }
    while signals.next().await == signals::Signal::Reload {
        tokio::select! {
            () = reload(&server) => {}
            () = signals.stop() => break,
        }
    }
    tracing::info!(target: "tidings", "stopping");
    tokio::select! {
        () = server.shutdown() => Ok(stopped()),
        () = signals.stop() => bail!("stopped at once, by a second signal"),
    }
}

async fn reload(server: &Server) {
    match server.reload().await {
        Ok(()) => tracing::info!(target: "tidings", "the catalog is reloaded"),
        Err(error) => {
            let error = output::on_one_line(&anyhow::Error::new(error));
            tracing::error!(target: "tidings", error, "the catalog stays as it was");
        }
    }
}

fn stopped() -> ExitCode {
    tracing::info!(target: "tidings", "stopped");
    ExitCode::SUCCESS
}

/// Names are not looked up: one may have several addresses, some of them open to others.
fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "write an IP address and a port, as 127.0.0.1:8090, 0.0.0.0:8090 or [::1]:8090".to_owned()
    })
}

fn bytes(text: &str) -> Result<usize, String> {
    let told = |_| "write a number of bytes without a unit, as 8388608".to_owned();
    text.parse().map_err(told)
}

/// To standard error, so that standard output stays empty.
fn log(format: LogFormat, level: LevelFilter) {
    let logged = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level)
        .with_ansi(false);
    match format {
        LogFormat::Text => logged.init(),
        LogFormat::Json => logged.json().flatten_event(true).init(),
    }
}

impl Options {
    fn server(&self) -> Result<ServerOptions> {
        let mut options = ServerOptions::new(&*self.url, PathBuf::new());
        options.catalog.clone_from(&self.catalog);
        if self.url.starts_with("sqlite:") {
            let flags = [
                ("--schema", self.schema.is_some()),
                ("--accept-fsync-off", self.accept_fsync_off),
                ("--partition", self.partition.is_some()),
            ];
            if let Some((flag, _)) = flags.into_iter().find(|(_, given)| *given) {
                bail!("`{flag}` is for PostgreSQL, and this store is in SQLite");
            }
        }
        let postgres = &mut options.store.postgres;
        if let Some(schema) = &self.schema {
            postgres.schema.clone_from(schema);
        }
        postgres.accept_fsync_off = self.accept_fsync_off;
        postgres.partition = self.partition.map(|_| tidings_store::Partition::Monthly);
        options.listen = self.listen;
        options.metrics_listen = self.metrics_listen;
        options.base_path.clone_from(&self.base_path);
        options.cors_origins.clone_from(&self.cors_origin);
        options.public_hosts.clone_from(&self.auth.public_host);
        options.insecure_listen = self.auth.insecure_listen;
        options.tenancy = match self.auth.tenancy {
            TenancyOption::Org => Tenancy::Org,
            TenancyOption::User => Tenancy::User,
        };
        options.rate_limits = self.rate_limits()?;
        options.auth = self.auth.options()?;
        options.limits = self.limits.limits();
        Ok(options)
    }

    /// From the file or the original's variable.
    fn rate_limits(&self) -> Result<Option<RateLimitsSource>> {
        const VARIABLE: &str = "EVENT_RATE_LIMITS";
        let text = match std::env::var(VARIABLE) {
            Ok(text) if !text.trim().is_empty() => Some(text),
            Ok(_) | Err(std::env::VarError::NotPresent) => None,
            Err(error) => return Err(error).context("cannot read the variable EVENT_RATE_LIMITS"),
        };
        match (&self.rate_limits, text) {
            (Some(_), Some(_)) => {
                bail!("give either `--rate-limits` or the variable {VARIABLE}, not both")
            }
            (Some(file), None) => Ok(Some(RateLimitsSource::File(file.clone()))),
            (None, text) => Ok(text.map(RateLimitsSource::Environment)),
        }
    }

    fn shown(&self, options: &ServerOptions) -> Value {
        let Limits {
            max_body,
            max_header,
            max_connections,
            max_requests,
            request_time,
            idle_time,
            shutdown_time,
        } = &options.limits;
        let auth = &self.auth;
        let jwks = auth
            .jwks
            .as_deref()
            .map(|place| place.split(['?', '#']).next().map(without_password));
        json!({
            "catalog": options.catalog, "db": without_password(&options.db),
            "schema": self.schema, "accept_fsync_off": self.accept_fsync_off,
            "partition": self.partition.map(|_| "monthly"),
            "listen": options.listen, "metrics_listen": options.metrics_listen,
            "base_path": options.base_path, "cors_origins": options.cors_origins,
            "rate_limits": match &options.rate_limits {
                None => Value::Null,
                Some(RateLimitsSource::Environment(text)) => json!({"EVENT_RATE_LIMITS": text}),
                Some(RateLimitsSource::File(file)) => json!({"file": file}),
            },
            "auth": if auth.auth == AuthMode::Jwt { "jwt" } else { "none" },
            "jwt_key": auth.jwt_key, "jwks": jwks, "jwt_secret_file": auth.jwt_secret_file,
            "jwt_issuer": auth.jwt_issuer, "jwt_audience": auth.jwt_audience,
            "jwt_allow_no_exp": auth.jwt_allow_no_exp,
            "tenancy": if options.tenancy == Tenancy::User { "user" } else { "org" },
            "public_hosts": options.public_hosts, "insecure_listen": options.insecure_listen,
            "max_body": max_body, "max_header": max_header, "max_connections": max_connections,
            "max_requests": max_requests, "request_time": request_time.as_secs_f64(),
            "idle_time": idle_time.as_secs_f64(), "shutdown_time": shutdown_time.as_secs_f64(),
            "log_format": if self.log_format == LogFormat::Json { "json" } else { "text" },
            "log_level": self.log_level.to_string(),
        })
    }
}

impl Auth {
    fn options(&self) -> Result<AuthOptions> {
        let keys = match self {
            Self {
                jwt_key: Some(file),
                ..
            } => Some(KeySource::PemFile(file.clone())),
            Self {
                jwks: Some(place), ..
            } => Some(KeySource::Jwks(place.clone())),
            Self {
                jwt_secret_file: Some(file),
                ..
            } => Some(KeySource::SecretFile(file.clone())),
            _ => None,
        };
        match (self.auth, keys) {
            (AuthMode::None, None) if self.asks_of_tokens() => {
                bail!("something is asked of tokens: add `--auth jwt`, or nobody is asked for one")
            }
            (AuthMode::None, None) => Ok(AuthOptions::None),
            (AuthMode::None, Some(_)) => {
                bail!("keys of tokens are given: add `--auth jwt`, or nobody is asked for a token")
            }
            (AuthMode::Jwt, None) => {
                bail!("`--auth jwt` needs one of `--jwt-key`, `--jwks` and `--jwt-secret-file`")
            }
            (AuthMode::Jwt, Some(keys)) => Ok(AuthOptions::Jwt(JwtOptions {
                issuer: self.jwt_issuer.clone(),
                audience: self.jwt_audience.clone(),
                allow_no_exp: self.jwt_allow_no_exp,
                ..JwtOptions::new(keys)
            })),
        }
    }
}

impl Auth {
    fn asks_of_tokens(&self) -> bool {
        let is_text = self.jwt_issuer.is_some() || self.jwt_audience.is_some();
        is_text || self.jwt_allow_no_exp || self.tenancy != TenancyOption::Org
    }
}

impl LimitOptions {
    fn limits(&self) -> Limits {
        let defaults = Limits::default();
        Limits {
            max_body: self.max_body.unwrap_or(defaults.max_body),
            max_header: self.max_header.unwrap_or(defaults.max_header),
            max_connections: self.max_connections.unwrap_or(defaults.max_connections),
            max_requests: self.max_requests.unwrap_or(defaults.max_requests),
            request_time: self.request_time.unwrap_or(defaults.request_time),
            idle_time: self.idle_time.unwrap_or(defaults.idle_time),
            shutdown_time: self.shutdown_time.unwrap_or(defaults.shutdown_time),
        }
    }
}
