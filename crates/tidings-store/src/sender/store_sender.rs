use std::fmt;
use std::sync::Arc;
use std::thread;

use tidings::{Cause, Receipt, Record, SendError, Sender, Sending};
use tokio::sync::{oneshot, watch};

use super::{Answer, Queue};
use crate::Store;
use crate::store::Backend;

/// Sends to a store; what concurrent tasks send goes into one commit.
///
/// Works on any async runtime and, with [`Sending::wait`], on none: a thread of its own writes. Clones share that
/// thread and its queue; when the last one is dropped the thread stores what is in the queue, and ends.
/// [`shutdown`](Self::shutdown) waits for that, which a program should do before it ends.
#[derive(Clone)]
pub struct StoreSender {
    shared: Arc<Shared>,
}

/// How a [`StoreSender`] behaves.
///
/// Fields may be added: write `Options { source, ..Options::default() }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How many records may wait: then `send` waits, and `try_send` answers [`SendError::QueueFull`]. 4,096 by default.
    pub capacity: usize,
    /// The most records of one commit, 1,024 by default: other writers to the database wait as long as it takes.
    pub batch: usize,
    /// The service's name, put into records that have no `source`.
    pub source: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            capacity: 4096,
            batch: 1024,
            source: None,
        }
    }
}

/// What became of all that a sender and its clones accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Report {
    /// Told that they are stored, also when they were stored before.
    pub stored: u64,
    /// Told that they were discarded by a rate limit.
    pub rate_limited: u64,
    /// Told an error.
    pub failed: u64,
}

impl Report {
    pub(crate) fn count(&mut self, answer: &Answer) {
        match answer {
            Ok(Receipt::RateLimited { .. }) => self.rate_limited += 1,
            Ok(_) => self.stored += 1,
            Err(_) => self.failed += 1,
        }
    }
}

impl StoreSender {
    /// Starts the thread that writes to the store.
    ///
    /// Where the system gives no thread, that is logged and every send answers [`SendError::Closed`].
    pub fn new(store: Store, options: Options) -> Self {
        let queue = Arc::new(Queue::new(options.capacity));
        let (report, ended) = watch::channel(None);
        let writer = Writer {
            queue: queue.clone(),
            report,
        };
        let batch = options.batch.max(1);
        let run = move || writer.run(&store, batch);
        let named = thread::Builder::new().name("tidings-writer".to_owned());
        if let Err(error) = named.spawn(run) {
            tracing::error!(target: "tidings", %error, "no thread to store events");
        }
        let shared = Shared {
            queue,
            source: options.source,
            ended,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Puts the record in the queue at once, or not at all; the result resolves when the record is durable.
    ///
    /// Unlike with `send` the record is on its way without a poll.
    ///
    /// # Errors
    /// [`SendError::QueueFull`], [`SendError::Closed`], [`SendError::InvalidValue`].
    pub fn try_send(&self, record: Record) -> Result<Sending<'static>, SendError> {
        let record = self.shared.checked(record)?;
        let answer = self.shared.queue.try_push(record)?;
        Ok(Sending::new(answered(answer)))
    }

    /// Accepts no more, stores what was accepted, and tells what became of all. May be called again, also on clones.
    ///
    /// Sends that still wait for a place in the queue answer [`SendError::Closed`].
    ///
    /// # Errors
    /// When the writer had ended by a panic; those whose records it held were told.
    pub async fn shutdown(&self) -> Result<Report, SendError> {
        self.shared.queue.close();
        let mut ended = self.shared.ended.clone();
        let report = ended.wait_for(Option::is_some).await;
        report.ok().and_then(|report| *report).ok_or_else(panicked)
    }
}

impl Sender for StoreSender {
    fn send<'a>(&'a self, record: Record) -> Sending<'a> {
        match self.shared.checked(record) {
            Err(error) => Sending::ready(Err(error)),
            Ok(record) => Sending::new(async move {
                let answer = self.shared.queue.push(record).await?;
                answered(answer).await
            }),
        }
    }
}

impl fmt::Debug for StoreSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreSender")
            .field("source", &self.shared.source)
            .finish_non_exhaustive()
    }
}

async fn answered(answer: oneshot::Receiver<Answer>) -> Answer {
    answer.await.unwrap_or_else(|_| Err(panicked()))
}

fn panicked() -> SendError {
    SendError::Store(Cause::new(
        "the writer ended by a panic; records under way may or may not be stored",
    ))
}

struct Shared {
    queue: Arc<Queue>,
    source: Option<String>,
    ended: watch::Receiver<Option<Report>>,
}

impl Shared {
    fn checked(&self, mut record: Record) -> Result<Record, SendError> {
        if record.source.is_none() {
            record.source.clone_from(&self.source);
        }
        record.validate()?;
        Ok(record)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// The thread's own. However it ends, nobody is left waiting.
struct Writer {
    queue: Arc<Queue>,
    report: watch::Sender<Option<Report>>,
}

impl Writer {
    fn run(self, store: &Store, batch: usize) {
        let report = match store.backend() {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(sqlite) => sqlite.write(&self.queue, batch),
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.write(&self.queue, batch),
        };
        self.report.send_replace(Some(report));
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.abandon();
    }
}
