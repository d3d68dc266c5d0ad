use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::auth::{AuthError, AuthOptions, Authenticator};
use crate::options::{Limits, ServerOptions};
use crate::service::{Current, LoadError, Service};
use crate::stall::Unstalled;
use crate::{layers, routes};

/// A running service.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use tidings_server::{Server, ServerOptions};
///
/// let server = Server::start(ServerOptions::new("sqlite:events.db", "events.yaml")).await?;
/// println!("http://{}", server.address());
/// server.shutdown().await;
/// # Ok(())
/// # }
/// ```
pub struct Server {
    service: Arc<Service>,
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    listening: Vec<JoinHandle<()>>,
}

/// Why a service does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Its catalog, rate limits or store.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The keys of its tokens.
    #[error(transparent)]
    Auth(#[from] AuthError),
    /// Everybody could read and write.
    #[error(
        "refuses to listen on {0} without authentication: use `--auth jwt`, a loopback address, or `--insecure-listen`"
    )]
    Insecure(SocketAddr),
    /// An option that means nothing.
    #[error("invalid {option}: {reason}")]
    Option {
        /// Its flag.
        option: &'static str,
        /// What it must be.
        reason: String,
    },
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address} (`{option}`)")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The flag that chooses it.
        option: &'static str,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl Server {
    /// Opens the store and listens; requests are answered from then on.
    ///
    /// # Errors
    /// A catalog with errors, a store that cannot be opened, options that contradict each other, an address in use.
    pub async fn start(mut options: ServerOptions) -> Result<Self, StartError> {
        check(&mut options)?;
        let auth = options.auth.clone();
        // Keys may have to be fetched.
        let opened = tokio::task::spawn_blocking(|| Authenticator::open(auth)).await;
        let authenticator = opened.expect("opening keys does not panic")?;
        let current = Current::load(&options).await?;
        let listener = listen(options.listen, "--listen").await?;
        let address = listener.local_addr().unwrap_or(options.listen);
        let watched = match options.metrics_listen {
            Some(address) => Some(listen(address, "--metrics-listen").await?),
            None => None,
        };
        let metrics_address = watched.as_ref().and_then(|one| one.local_addr().ok());
        let service = Arc::new(Service::new(options, authenticator, current));
        let (stop, stopping) = watch::channel(false);
        let router = layers::around(routes::router(service.clone()), &service);
        let mut listening = vec![tokio::spawn(serve(
            listener,
            router,
            service.clone(),
            stopping.clone(),
        ))];
        if let Some(listener) = watched {
            let router = layers::watched(routes::watched(service.clone()), &service);
            listening.push(tokio::spawn(serve(
                listener,
                router,
                service.clone(),
                stopping,
            )));
        }
        Ok(Self {
            service,
            address,
            metrics_address,
            stop,
            listening,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it serves metrics besides, if it does.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// Reads catalog and rate limits again, and adds new subjects to the store. Requests that have begun go on with
    /// what was before; so does everything when there is an error.
    ///
    /// # Errors
    /// What [`Server::start`] says of catalog, rate limits and store.
    pub async fn reload(&self) -> Result<(), LoadError> {
        let loaded = Current::load(&self.service.options).await?;
        // Its sender stores what it has accepted, and ends, when the last request lets go of it.
        drop(self.service.replace(loaded));
        Ok(())
    }

    /// Accepts no more, answers what has begun, and stores all that was accepted.
    pub async fn shutdown(self) {
        let _ = self.stop.send(true);
        for listening in self.listening {
            let _ = listening.await;
        }
        // Those whose records it holds are told; what a panic took with it was told when it happened.
        let _ = self.service.current().sender.shutdown().await;
    }
}

/// Refuses options that contradict each other, and writes the base path in one way.
fn check(options: &mut ServerOptions) -> Result<(), StartError> {
    if matches!(options.auth, AuthOptions::None) {
        let addresses = [Some(options.listen), options.metrics_listen];
        let open = addresses
            .into_iter()
            .flatten()
            .find(|one| !one.ip().is_loopback());
        if let Some(open) = open.filter(|_| !options.insecure_listen) {
            return Err(StartError::Insecure(open));
        }
        if options.cors_origins.iter().any(|origin| origin == "*") {
            let reason = "`*` would let every web page read and write all events: use `--auth jwt`, or name origins";
            return Err(StartError::Option {
                option: "--cors-origin",
                reason: reason.to_owned(),
            });
        }
    }
    check_limits(&options.limits)?;
    let base = options.base_path.trim_end_matches('/');
    let is_path = |path: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        path.starts_with('/') && !path.contains("//") && path.bytes().all(allowed)
    };
    if !base.is_empty() && !is_path(base) {
        let reason = "must be a path, as /api/assisted-install".to_owned();
        return Err(StartError::Option {
            option: "--base-path",
            reason,
        });
    }
    options.base_path = base.to_owned();
    if let Some(origin) = options
        .cors_origins
        .iter()
        .find(|origin| !is_origin(origin))
    {
        let reason = format!("`{origin}` must be an origin, as https://console.example.com, or *");
        return Err(StartError::Option {
            option: "--cors-origin",
            reason,
        });
    }
    Ok(())
}

/// Limits that let nothing through, or that semaphores cannot count, are mistakes.
fn check_limits(limits: &Limits) -> Result<(), StartError> {
    let numbers = [
        ("--max-body", limits.max_body, 1, usize::MAX),
        ("--max-header", limits.max_header, 8192, 16 * 1024 * 1024),
        (
            "--max-connections",
            limits.max_connections,
            1,
            Semaphore::MAX_PERMITS,
        ),
        (
            "--max-requests",
            limits.max_requests,
            1,
            Semaphore::MAX_PERMITS,
        ),
    ];
    let wrong = |option, reason| Err(StartError::Option { option, reason });
    for (option, number, least, most) in numbers {
        if !(least..=most).contains(&number) {
            return wrong(option, format!("{number} must be {least} to {most}"));
        }
    }
    for (option, time) in [
        ("--request-time", limits.request_time),
        ("--idle-time", limits.idle_time),
    ] {
        if time.is_zero() {
            return wrong(option, "must be longer than 0s".to_owned());
        }
    }
    Ok(())
}

/// Scheme, host and perhaps port, as browsers send it (RFC 6454).
fn is_origin(text: &str) -> bool {
    let is_host = |host: &str| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']);
    text == "*"
        || text
            .split_once("://")
            .is_some_and(|(scheme, host)| matches!(scheme, "http" | "https") && is_host(host))
}

async fn listen(address: SocketAddr, option: &'static str) -> Result<TcpListener, StartError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|source| StartError::Listen {
        address,
        option,
        source,
    })
}

/// Answers connections until it is told to stop, and then those requests that have begun.
async fn serve(
    listener: TcpListener,
    router: Router,
    service: Arc<Service>,
    mut stopping: watch::Receiver<bool>,
) {
    let limits = &service.options.limits;
    let connections = Arc::new(Semaphore::new(limits.max_connections));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.idle_time)
        .max_header_size(limits.max_header);
    loop {
        let accepted = until(&mut stopping, accept(&listener, &connections)).await;
        let Some((stream, permit)) = accepted else {
            break;
        };
        let answered = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(
            TokioIo::new(Unstalled::new(stream, limits.idle_time)),
            answered,
        );
        let connection = graceful.watch(connection);
        let service = service.clone();
        tokio::spawn(async move {
            service.metrics.connection_opened();
            // A client that breaks off is none of the service's errors.
            let _ = connection.await;
            drop(permit);
            service.metrics.connection_closed();
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(limits.shutdown_time, graceful.shutdown()).await;
}

async fn until<T>(
    stopping: &mut watch::Receiver<bool>,
    work: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        biased;
        _ = stopping.wait_for(|stop| *stop) => None,
        done = work => Some(done),
    }
}

/// How long to wait when the system gives no connection, for want of file descriptors for one.
const OUT_OF_FILES: Duration = Duration::from_millis(100);

async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> (tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit) {
    let permit = connections.clone().acquire_owned().await;
    let permit = permit.expect("nobody closes the semaphore");
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true);
                return (stream, permit);
            }
            Err(error) => {
                tracing::warn!(target: "tidings::http", %error, "cannot accept a connection");
                tokio::time::sleep(OUT_OF_FILES).await;
            }
        }
    }
}
