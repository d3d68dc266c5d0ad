use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::{Record, SendError, Uuid};

/// Where events are sent: a store, a remote server, a recorder in tests.
pub trait Sender: Send + Sync {
    /// Sends the record once the result is polled; resolves when it is durable.
    fn send<'a>(&'a self, record: Record) -> Sending<'a>;

    /// Answers for an event of which no record could be made. Only a sender that never fails its caller differs.
    #[doc(hidden)]
    fn refuse<'a>(&'a self, _event: &'static str, error: SendError) -> Sending<'a> {
        Sending::ready(Err(error))
    }
}

macro_rules! forward {
    ($pointer:ty) => {
        impl<S: Sender + ?Sized> Sender for $pointer {
            fn send<'a>(&'a self, record: Record) -> Sending<'a> {
                (**self).send(record)
            }

            fn refuse<'a>(&'a self, event: &'static str, error: SendError) -> Sending<'a> {
                (**self).refuse(event, error)
            }
        }
    };
}

forward!(&S);
forward!(Arc<S>);
forward!(Box<S>);

/// What became of a record that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Receipt {
    /// It is durable.
    Stored {
        /// The record's id.
        id: Uuid,
    },
    /// It was discarded, since the same event was stored for the same subjects within the window.
    RateLimited {
        /// The event's declared rate limit.
        window: Duration,
    },
    /// It is durable on this machine, in the spill file of a sender whose server was away, and will be sent from there.
    Spilled {
        /// The record's id.
        id: Uuid,
    },
    /// A [`BestEffort`](crate::BestEffort) sender logged it and lost it.
    Lost,
}

/// A record on its way. Nothing is sent before the first poll; dropped after it, the record may or may not be stored.
#[must_use = "nothing is sent until this is awaited, or `wait` is called"]
pub struct Sending<'a>(State<'a>);

enum State<'a> {
    Future(Pin<Box<dyn Future<Output = Result<Receipt, SendError>> + Send + 'a>>),
    Ready(Option<Result<Receipt, SendError>>),
}

impl<'a> Sending<'a> {
    /// For senders: the future that sends.
    pub fn new(future: impl Future<Output = Result<Receipt, SendError>> + Send + 'a) -> Self {
        Self(State::Future(Box::pin(future)))
    }

    /// For senders: a result that is known at once.
    pub fn ready(result: Result<Receipt, SendError>) -> Self {
        Self(State::Ready(Some(result)))
    }

    /// Blocks until the record is durable; for callers without async.
    ///
    /// In an async task, await the `Sending` instead: this would hold up its thread.
    ///
    /// # Errors
    /// Those of the sender.
    pub fn wait(self) -> Result<Receipt, SendError> {
        pollster::block_on(self)
    }
}

impl Future for Sending<'_> {
    type Output = Result<Receipt, SendError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Future(future) => future.as_mut().poll(context),
            State::Ready(result) => {
                Poll::Ready(result.take().expect("polled again after it was ready"))
            }
        }
    }
}

impl fmt::Debug for Sending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
