use std::sync::atomic::{AtomicU64, Ordering};

use crate::escape::escaped;
use crate::{Receipt, Record, SendError, Sender, Sending};

/// A sender that never fails its caller: what cannot be sent is logged at level ERROR and counted.
///
/// For services to which an event is worth less than the work that it tells of. The receipt of a lost event is
/// [`Receipt::Lost`].
#[derive(Debug, Default)]
pub struct BestEffort<S> {
    sender: S,
    lost: AtomicU64,
}

impl<S: Sender> BestEffort<S> {
    /// Sends through `sender`.
    pub fn new(sender: S) -> Self {
        Self {
            sender,
            lost: AtomicU64::new(0),
        }
    }

    /// How many events were lost since the start.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// The sender behind.
    pub fn get_ref(&self) -> &S {
        &self.sender
    }

    fn lose(&self, event: &str, error: &SendError) -> Result<Receipt, SendError> {
        self.lost.fetch_add(1, Ordering::Relaxed);
        let error = error.to_string();
        tracing::error!(
            target: "tidings",
            event = %escaped(event),
            error = %escaped(&error),
            "event lost"
        );
        Ok(Receipt::Lost)
    }
}

impl<S: Sender> Sender for BestEffort<S> {
    fn send<'a>(&'a self, record: Record) -> Sending<'a> {
        Sending::new(async move {
            let name = record.name.clone();
            let sent = self.sender.send(record).await;
            sent.or_else(|error| self.lose(&name, &error))
        })
    }

    fn refuse<'a>(&'a self, event: &'static str, error: SendError) -> Sending<'a> {
        Sending::new(async move { self.lose(event, &error) })
    }
}
