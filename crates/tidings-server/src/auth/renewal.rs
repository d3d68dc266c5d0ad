//! Keeps a key set up to date while requests are answered by what it last was.
//!
//! A thread of its own reads the set: a request waits for it only when its token names a key that the set lacks.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::AuthError;
use super::key_set::KeySet;

/// A request waits no longer for a key; the client may ask again.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// So many requests may wait for an unknown key at once; to further ones it is unknown right away.
const WAITING: usize = 1024;

/// What failed is tried again no sooner than this, unless asked for.
const LEAST_RETRY: Duration = Duration::from_secs(1);

/// Where a key set is read from.
pub(super) trait Source: Send + 'static {
    /// Its path or URL, as it may be shown.
    fn place(&self) -> String;

    /// Reads the set; `None` if there is nothing new. `asked` when a token named a key that the set lacks.
    fn read(&mut self, asked: bool) -> Result<Option<KeySet>, AuthError>;

    /// How long what was last read is good for.
    fn fresh_for(&self) -> Duration;

    /// How long to leave the source alone, whatever is asked and however often. Also when to try again after a failure.
    fn pause(&self) -> Duration;
}

/// One who waits until the set has been looked at again.
type Ask = oneshot::Sender<()>;

/// A key set that is read again as its source changes. The thread ends once this is dropped.
pub(super) struct RenewedKeySet {
    current: watch::Receiver<Arc<KeySet>>,
    asks: SyncSender<Ask>,
}

impl RenewedKeySet {
    /// Reads the set a first time; that it cannot be read is an error only now.
    pub(super) fn open(mut source: impl Source) -> Result<Self, AuthError> {
        let keys = source.read(true)?.unwrap_or_default();
        if keys.is_empty() {
            let reason = "the key set holds no key of use here: RSA (RS256), EC P-256 (ES256) or Ed25519 (EdDSA), for signatures";
            return Err(AuthError::key(source.place(), reason));
        }
        let (publish, current) = watch::channel(Arc::new(keys));
        let (asks, asked) = sync_channel(WAITING);
        let renewal = Renewal {
            read_at: Instant::now(),
            due_after: source.fresh_for(),
            complaint: None,
            source,
            publish,
        };
        thread::Builder::new()
            .name("tidings-key-set".to_owned())
            .spawn(move || renewal.run(&asked))
            .map_err(AuthError::Thread)?;
        Ok(Self { current, asks })
    }

    /// The set, looked at again first if it lacks this key.
    pub(super) async fn with(&self, kid: Option<&str>) -> Arc<KeySet> {
        let set = self.current();
        if !set.lacks(kid) {
            return set;
        }
        let (ask, answer) = oneshot::channel();
        if self.asks.try_send(ask).is_ok() {
            // An error would mean that the thread is gone; the set is then what it was.
            // Nor may somebody with tokens of invented keys make all others wait for a slow issuer.
            let _ = tokio::time::timeout(LONGEST_WAIT, answer).await;
        }
        self.current()
    }

    fn current(&self) -> Arc<KeySet> {
        Arc::clone(&self.current.borrow())
    }

    /// Resolves once a second set has been read, also if that was before.
    #[cfg(test)]
    pub(super) async fn changed(&self) {
        let mut current = self.current.clone();
        current.changed().await.expect("the thread lives");
    }
}

/// What the thread has.
struct Renewal<S> {
    source: S,
    publish: watch::Sender<Arc<KeySet>>,
    read_at: Instant,
    due_after: Duration,
    /// What was last logged, so that it is not said every time.
    complaint: Option<String>,
}

impl<S: Source> Renewal<S> {
    fn run(mut self, asks: &Receiver<Ask>) {
        loop {
            let left = self.due_after.saturating_sub(self.read_at.elapsed());
            let ask = match asks.recv_timeout(left) {
                Ok(ask) => Some(ask),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let age = self.read_at.elapsed();
            // Asked all the time, it would never time out: so what is due is looked at either way.
            if age >= self.due_after || (ask.is_some() && age >= self.source.pause()) {
                self.renew(ask.is_some());
            }
            if let Some(ask) = ask {
                // Who asked may have gone.
                let _ = ask.send(());
            }
        }
    }

    fn renew(&mut self, asked: bool) {
        let read = self.source.read(asked);
        self.read_at = Instant::now();
        self.due_after = match &read {
            Ok(_) => self.source.fresh_for(),
            Err(_) => self.source.pause().max(LEAST_RETRY),
        };
        match read {
            Ok(Some(keys)) => self.publish(keys),
            Ok(None) => {}
            Err(error) => self.complain(&error),
        }
    }

    fn publish(&mut self, keys: KeySet) {
        self.complaint = None;
        if keys.is_empty() {
            // Obeyed: this is how an issuer takes all of its keys back.
            tracing::warn!(
                source = self.source.place(),
                "the key set holds no key of use any more; all tokens are refused"
            );
        }
        self.publish.send_replace(Arc::new(keys));
    }

    fn complain(&mut self, error: &AuthError) {
        let text = error.with_cause();
        if self.complaint.as_ref() != Some(&text) {
            tracing::warn!(
                error = text,
                "the key set cannot be renewed; the last one stays in force"
            );
            self.complaint = Some(text);
        }
    }
}
