//! Connections for reading, kept for the next readers.
//!
//! Not sqlx's pool: that tries to connect to a server that refuses for as long as a reader may wait for a connection,
//! and tells neither that nor why; and it asks the server twice more for every use of a connection.

use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::error::Problem;

/// How long a connection may take to be made.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// How long to wait for others to give one back.
const WAIT_LIMIT: Duration = Duration::from_secs(10);

/// One that was not used for so long is closed, as servers and firewalls between may have done already.
const IDLE_LIMIT: Duration = Duration::from_secs(300);

#[derive(Debug)]
pub(super) struct Connections {
    options: PgConnectOptions,
    /// Those that may be made yet, or are idle.
    permits: Semaphore,
    idle: Mutex<Vec<Idle>>,
}

#[derive(Debug)]
struct Idle {
    connection: PgConnection,
    since: Instant,
}

/// A connection in use. Dropped, it is closed: give back what is good.
pub(super) struct InUse<'a> {
    pub connection: PgConnection,
    _permit: SemaphorePermit<'a>,
}

impl Connections {
    pub fn new(options: PgConnectOptions, most: u32) -> Self {
        Self {
            options,
            permits: Semaphore::new(usize::try_from(most.max(1)).unwrap_or(1)),
            idle: Mutex::default(),
        }
    }

    /// One of its own, which does not count.
    pub async fn connect(&self) -> Result<PgConnection, Problem> {
        use sqlx::ConnectOptions;
        match tokio::time::timeout(CONNECT_LIMIT, self.options.connect()).await {
            Ok(connection) => Ok(connection?),
            Err(_) => Err(Problem::NoAnswer),
        }
    }

    pub async fn take(&self) -> Result<InUse<'_>, Problem> {
        let permit = match tokio::time::timeout(WAIT_LIMIT, self.permits.acquire()).await {
            Ok(permit) => permit.expect("nobody closes it"),
            Err(_) => return Err(Problem::AllInUse),
        };
        let idle = self.idle().pop();
        let connection = match idle {
            Some(idle) if idle.since.elapsed() < IDLE_LIMIT => idle.connection,
            // The others are older.
            Some(_) => {
                self.idle().clear();
                self.connect().await?
            }
            None => self.connect().await?,
        };
        Ok(InUse {
            connection,
            _permit: permit,
        })
    }

    pub fn give_back(&self, used: InUse<'_>) {
        let since = Instant::now();
        let connection = used.connection;
        self.idle().push(Idle { connection, since });
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle
            .lock()
            .expect("nothing panics while it holds the connections")
    }
}
