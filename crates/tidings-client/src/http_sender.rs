use std::fmt;
use std::sync::{Arc, Mutex};
use std::thread;

use tidings::{Cause, Record, SendError, Sender, Sending};
use tokio::sync::{oneshot, watch};

use crate::backoff::Backoff;
use crate::batch::Limits;
use crate::clerk::Clerk;
use crate::courier::Courier;
use crate::dead_letters::DeadLetters;
use crate::endpoint::Endpoint;
use crate::outbox::{Letter, Outbox};
use crate::report::{Answer, Report};
use crate::spill::SpillFile;
use crate::{Options, StartError};

/// Sends to a server over HTTP; what concurrent tasks send goes into one request.
///
/// Works on any async runtime and, with [`Sending::wait`], on none: threads of its own send. Clones share them and
/// their queue; when the last one is dropped they deliver what is in the queue, and end.
/// [`shutdown`](Self::shutdown) waits for that, which a program should do before it ends.
///
/// A `send` resolves when the server has stored the record. While the server is away it is tried again, with waits that
/// grow, until [`Options::give_up_after`]; with a [spill file](crate::Spill) the record goes there instead, and is delivered
/// later. A record that the server refuses fails its own sender alone, with [`SendError::Refused`] or
/// [`SendError::IdTaken`]. What is sent by one task after the other is stored in that order.
///
/// See the [crate](crate) for an example.
#[derive(Clone)]
pub struct HttpSender {
    shared: Arc<Shared>,
}

impl HttpSender {
    /// For the server at `url`, with its base path, as `https://events.example.com`. No request is made yet, unless the
    /// spill file has something to send.
    ///
    /// # Errors
    /// A URL that is none of a server; plain http to another machine; a token or certificates that cannot be used; a
    /// spill file that cannot be opened, or that another sender uses.
    pub fn new(url: &str, options: Options) -> Result<Self, StartError> {
        let endpoint = Endpoint::new(url, &options)?;
        let spill = options.spill.as_ref().map(SpillFile::open).transpose()?;
        let outbox = Arc::new(Outbox::new(
            options.capacity,
            spill.as_ref().map_or(0, SpillFile::len),
            options.spill.is_some(),
            options.give_up_after,
        ));
        // From here on the threads that are started end when this is dropped.
        let (report, ended) = watch::channel(None);
        let shared = Shared {
            outbox: outbox.clone(),
            source: options.source.clone(),
            ended,
        };
        let spill = Arc::new(Mutex::new(spill));
        let limits = Limits {
            records: options.batch.clamp(1, MOST),
            bytes: options.body,
        };
        let courier = Courier {
            outbox: outbox.clone(),
            endpoint,
            spill: spill.clone(),
            dead_letters: options.dead_letter_path().map(DeadLetters::at),
            limits,
            backoff: Backoff::new(options.longest_wait),
            report,
        };
        start("tidings-courier", move || courier.run())?;
        if let Some(options) = options.spill {
            let clerk = Clerk {
                outbox,
                spill,
                after: options.after,
            };
            start("tidings-clerk", move || clerk.run())?;
        }
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Puts the record in the queue at once, or not at all; the result resolves when the record is durable.
    ///
    /// Unlike with `send` the record is on its way without a poll.
    ///
    /// # Errors
    /// [`SendError::QueueFull`], [`SendError::Closed`], [`SendError::InvalidValue`].
    pub fn try_send(&self, record: Record) -> Result<Sending<'static>, SendError> {
        let letter = self.shared.letter(record)?;
        let answer = self.shared.outbox.try_push(letter)?;
        Ok(Sending::new(answered(answer)))
    }

    /// Accepts no more, delivers or spills what was accepted, and tells what became of all. May be called again, also on
    /// clones.
    ///
    /// While the server answers, what is in the spill file is delivered, too; what is left there is for the next sender.
    /// Sends that still wait for a place in the queue answer [`SendError::Closed`].
    ///
    /// # Errors
    /// When a thread of the sender had ended by a panic; those whose records it held were told.
    pub async fn shutdown(&self) -> Result<Report, SendError> {
        self.shared.outbox.close();
        let mut ended = self.shared.ended.clone();
        let report = ended.wait_for(Option::is_some).await;
        report.ok().and_then(|report| *report).ok_or_else(panicked)
    }
}

/// What a server takes at once.
const MOST: usize = 1000;

fn start(name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), StartError> {
    let named = thread::Builder::new().name(name.to_owned());
    named.spawn(run).map(drop).map_err(StartError::Thread)
}

impl Sender for HttpSender {
    fn send<'a>(&'a self, record: Record) -> Sending<'a> {
        match self.shared.letter(record) {
            Err(error) => Sending::ready(Err(error)),
            Ok(letter) => Sending::new(async move {
                let answer = self.shared.outbox.push(letter).await?;
                answered(answer).await
            }),
        }
    }
}

impl fmt::Debug for HttpSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpSender")
            .field("source", &self.shared.source)
            .finish_non_exhaustive()
    }
}

async fn answered(answer: oneshot::Receiver<Answer>) -> Answer {
    answer.await.unwrap_or_else(|_| Err(panicked()))
}

fn panicked() -> SendError {
    SendError::Store(Cause::new(
        "the sender ended by a panic; records under way may or may not be stored",
    ))
}

struct Shared {
    outbox: Arc<Outbox>,
    source: Option<String>,
    ended: watch::Receiver<Option<Report>>,
}

impl Shared {
    fn letter(&self, mut record: Record) -> Result<Letter, SendError> {
        if record.source.is_none() {
            record.source.clone_from(&self.source);
        }
        record.validate()?;
        Ok(Letter {
            id: record.id,
            json: serde_json::to_string(&record).expect("a valid record is JSON"),
        })
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.outbox.close();
    }
}
