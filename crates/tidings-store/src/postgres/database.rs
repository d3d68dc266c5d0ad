//! Connections to the database, and the thread that serves them.

use std::future::Future;
use std::panic::resume_unwind;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Either, Executor, PgConnection};
use tokio::runtime::{Builder, Runtime};

use super::connections::Connections;
use super::error::{Problem, Remedy};
use super::postgres_store::PostgresOptions;
use super::sql;
use crate::StoreError;
use crate::url::Server;

/// Where the database is and how to connect to it.
#[derive(Debug)]
pub(super) struct Database {
    /// The URL for people.
    pub shown: String,
    /// The schema's name, quoted.
    pub schema: String,
    pub options: PostgresOptions,
    connections: Connections,
    /// Of the one connection that listens: listeners of sqlx want a pool to connect again.
    pub listening: PgPool,
}

/// What a server's answer may take longer than its own limits allow.
const GRACE: Duration = Duration::from_secs(2);

/// How long readers wait for a server that has gone, followers apart: a restart behind a pool of connections.
pub(super) const READ_PATIENCE: Duration = Duration::from_secs(1);

/// A list of rows for each statement of a message.
pub(super) type Answers = Vec<Vec<PgRow>>;

impl Database {
    /// Connects to nothing yet.
    pub fn new(server: Server, options: PostgresOptions) -> Result<Self, StoreError> {
        let connect = PgConnectOptions::from_str(&server.url)
            .map_err(|error| Problem::from(error).of(&server.shown))?;
        let connect = connect
            .application_name("tidings")
            // Poolers refuse what they do not know.
            .extra_float_digits(None)
            .statement_cache_capacity(0)
            .disable_statement_logging();
        let listening = PgPoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .connect_lazy_with(connect.clone());
        Ok(Self {
            shown: server.shown,
            schema: sql::identifier(&options.schema),
            connections: Connections::new(connect, options.max_connections),
            listening,
            options,
        })
    }

    /// A connection of its own.
    pub async fn connect(&self) -> Result<PgConnection, Problem> {
        self.connections.connect().await
    }

    /// Statements of one message, which are one transaction, on a connection of the pool. For readers: it is asked
    /// again while the server is away, for at most so long.
    pub async fn ask(&self, message: &str, patience: Duration) -> Result<Answers, Problem> {
        let begun = Instant::now();
        let mut pause = Duration::ZERO;
        loop {
            match self.ask_once(message).await {
                Err(problem)
                    if matches!(problem.remedy(), Remedy::Reconnect | Remedy::Again)
                        // It may be so for good; only senders wait for it to end.
                        && !problem.is_read_only()
                        && begun.elapsed() < patience =>
                {
                    // The first broken connection of a pool says nothing about the server.
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).clamp(Duration::from_millis(5), Duration::from_millis(500));
                }
                answers => return answers,
            }
        }
    }

    /// [`ask`](Self::ask) with the patience of readers.
    pub async fn read(&self, message: &str) -> Result<Answers, Problem> {
        self.ask(message, READ_PATIENCE).await
    }

    async fn ask_once(&self, message: &str) -> Result<Answers, Problem> {
        let mut used = self.connections.take().await?;
        let limit = self.options.statement_timeout + GRACE;
        let answers = send(&mut used.connection, message.to_owned(), limit).await;
        let broken = |problem: &Problem| problem.remedy() == Remedy::Reconnect;
        if !answers.as_ref().is_err_and(broken) {
            self.connections.give_back(used);
        }
        answers
    }

    /// For the statements that follow in the same message.
    pub fn statement_timeout(limit: Duration) -> String {
        format!(
            "SET LOCAL statement_timeout = {};",
            Self::milliseconds(limit)
        )
    }

    /// As PostgreSQL's timeouts are written, where 0 would be none.
    pub fn milliseconds(limit: Duration) -> u128 {
        limit.as_millis().clamp(1, i32::MAX as u128)
    }
}

/// Sends statements as one simple query. Without transaction commands among them they are one transaction.
pub(super) async fn send(
    connection: &mut PgConnection,
    message: String,
    limit: Duration,
) -> Result<Answers, Problem> {
    let answer = collect(connection, message);
    match tokio::time::timeout(limit, answer).await {
        Ok(answers) => answers,
        Err(_) => Err(Problem::NoAnswer),
    }
}

/// [`send`] without a limit, for the caller's own connection.
pub(super) async fn collect(
    connection: &mut PgConnection,
    message: String,
) -> Result<Answers, Problem> {
    let mut answers = connection.fetch_many(sqlx::raw_sql(AssertSqlSafe(message)));
    let (mut all, mut rows) = (Vec::new(), Vec::new());
    while let Some(answer) = next(&mut answers).await {
        match answer? {
            Either::Right(row) => rows.push(row),
            Either::Left(_) => all.push(std::mem::take(&mut rows)),
        }
    }
    Ok(all)
}

async fn next<S: futures_core::Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    std::future::poll_fn(|context| std::pin::Pin::new(&mut *stream).poll_next(context)).await
}

/// The thread on which connections of a store live, so that it can be used from any async runtime, or several.
#[derive(Debug)]
pub(super) struct Engine(Option<Runtime>);

impl Engine {
    pub fn start() -> std::io::Result<Self> {
        let mut runtime = Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).thread_name("tidings-postgres");
        Ok(Self(Some(runtime.enable_all().build()?)))
    }

    pub fn runtime(&self) -> &Runtime {
        self.0.as_ref().expect("it is there until it is dropped")
    }

    pub async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        // Dropped with the caller's future, it gives its connection up.
        let mut task = Task(self.runtime().spawn(work));
        match (&mut task.0).await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The store was dropped: nobody polls this again.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

struct Task<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            // Also within another runtime, where nothing may block.
            runtime.shutdown_background();
        }
    }
}

/// Rows of a statement that has exactly one.
pub(super) fn only(rows: &[PgRow]) -> Result<&PgRow, Problem> {
    rows.first()
        .ok_or_else(|| Problem::Sql(sqlx::Error::RowNotFound))
}

/// Shared by tasks that must not keep the engine alive.
pub(super) type SharedDatabase = Arc<Database>;
