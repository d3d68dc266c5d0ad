use std::collections::HashMap;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use tidings::{Receipt, Record, SendError, Sender, Sending, Uuid};

use crate::{EventMatcher, Eventually, Expectation, failure, sequence};

/// A [`Sender`] that keeps in memory what is sent to it. Clones share records and expectations.
///
/// It answers like a store: the same record again is kept once, another one of the same id is refused, and so is a record
/// that no store could hold. It applies no rate limits.
///
/// ```
/// use tidings::{Record, Sender, Severity};
/// use tidings_testing::{EventMatcher, Recorder};
///
/// let recorder = Recorder::new();
/// let record = Record::new("order_placed", "order", Severity::Info, "Order A-17 placed");
/// recorder.send(record).wait()?;
///
/// assert_eq!(recorder.find("order_placed").unwrap().message, "Order A-17 placed");
/// recorder.expect(EventMatcher::new().name("order_placed")).times(1);
/// # Ok::<(), tidings::SendError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Recorder {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    records: Records,
    places: HashMap<Uuid, usize>,
    expected: Vec<EventMatcher>,
    failure: Option<SendError>,
    waiting: Vec<Waker>,
}

/// What was recorded up to some moment, in order.
pub(crate) type Records = Vec<Arc<Record>>;

impl Recorder {
    /// A recorder of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A recorder that answers everything with this error and keeps nothing, until [`recover`](Self::recover): to test how
    /// a service copes.
    ///
    /// ```
    /// use tidings::{Record, SendError, Sender, Severity};
    /// use tidings_testing::Recorder;
    ///
    /// let recorder = Recorder::failing(SendError::Closed);
    /// let record = Record::new("order_placed", "order", Severity::Info, "Order A-17 placed");
    /// assert!(recorder.send(record.clone()).wait().is_err());
    /// recorder.recover();
    /// assert!(recorder.send(record).wait().is_ok());
    /// ```
    pub fn failing(error: SendError) -> Self {
        let recorder = Self::new();
        recorder.state().failure = Some(error);
        recorder
    }

    /// Records from now on, if it was [`failing`](Self::failing).
    pub fn recover(&self) {
        self.state().failure = None;
    }

    /// Everything recorded so far, in order.
    pub fn records(&self) -> Vec<Record> {
        let records = self.snapshot();
        records.into_iter().map(Arc::unwrap_or_clone).collect()
    }

    /// The first record of this event.
    pub fn find(&self, name: &str) -> Option<Record> {
        let state = self.state();
        let found = state.records.iter().find(|record| record.name == name);
        found.map(|record| Record::clone(record))
    }

    /// Expects records that match: once, unless the returned [`Expectation`] is told otherwise.
    ///
    /// # Panics
    /// When the expectation is told its number, or else dropped, and the records so far do not meet it.
    #[track_caller]
    pub fn expect(&self, matcher: EventMatcher) -> Expectation {
        self.state().expected.push(matcher.clone());
        Expectation::new(self.clone(), matcher, Location::caller())
    }

    /// Expects that every record so far was matched by an expectation on this recorder.
    ///
    /// # Panics
    /// When there are others, which the message lists.
    #[track_caller]
    pub fn expect_no_more(&self) {
        let (records, expected) = {
            let state = self.state();
            (state.records.clone(), state.expected.clone())
        };
        let unexpected = |record: &Record| !expected.iter().any(|matcher| matcher.matches(record));
        if records.iter().any(|record| unexpected(record)) {
            let place = Location::caller();
            panic!(
                "{}",
                failure::unexpected(place, &records, unexpected, &expected)
            );
        }
    }

    /// Expects records that match one after the other, in this order; others may lie between them.
    ///
    /// # Panics
    /// When the records so far do not, with the first matcher that failed.
    #[track_caller]
    pub fn expect_sequence(&self, matchers: impl IntoIterator<Item = EventMatcher>) {
        let matchers: Vec<EventMatcher> = matchers.into_iter().collect();
        self.state().expected.extend(matchers.iter().cloned());
        let records = self.snapshot();
        if let Err(steps) = sequence::find(&matchers, &records) {
            let place = Location::caller();
            panic!("{}", failure::sequence(place, &matchers, &steps, &records));
        }
    }

    /// Waits for a record that matches, and resolves to the first one, recorded already or not. Counts as an expectation.
    ///
    /// Needs no async runtime.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tidings::{Record, Sender, Severity};
    /// use tidings_testing::{EventMatcher, Recorder};
    ///
    /// let recorder = Recorder::new();
    /// let background = recorder.clone();
    /// std::thread::spawn(move || {
    ///     let record = Record::new("order_placed", "order", Severity::Info, "Order A-17 placed");
    ///     background.send(record).wait().unwrap();
    /// });
    /// let placed = EventMatcher::new().name("order_placed");
    /// # pollster::block_on(async {
    /// let record = recorder.eventually(placed, Duration::from_secs(10)).await;
    /// assert_eq!(record.message, "Order A-17 placed");
    /// # });
    /// ```
    ///
    /// # Panics
    /// The future does, when polled after `within` (counted from this call) without such a record.
    #[track_caller]
    pub fn eventually(&self, matcher: EventMatcher, within: Duration) -> Eventually {
        self.state().expected.push(matcher.clone());
        Eventually::new(self.clone(), matcher, within, Location::caller())
    }

    pub(crate) fn snapshot(&self) -> Records {
        self.state().records.clone()
    }

    /// The records from `first` on; wakes the waker at the next one, and at [`wake`](Self::wake).
    pub(crate) fn snapshot_then_wake(&self, first: usize, waker: &Waker) -> Records {
        let mut state = self.state();
        if !state.waiting.iter().any(|other| other.will_wake(waker)) {
            state.waiting.push(waker.clone());
        }
        state.records[first..].to_vec()
    }

    /// Wakes all that wait.
    pub(crate) fn wake(&self) {
        let waiting = std::mem::take(&mut self.state().waiting);
        waiting.into_iter().for_each(Waker::wake);
    }

    fn record(&self, record: Record) -> Result<Receipt, SendError> {
        record.validate()?;
        let id = record.id;
        self.state().record(record)?;
        self.wake();
        Ok(Receipt::Stored { id })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn record(&mut self, record: Record) -> Result<(), SendError> {
        if let Some(error) = &self.failure {
            return Err(error.clone());
        }
        let place = *self.places.entry(record.id).or_insert(self.records.len());
        match self.records.get(place) {
            None => self.records.push(Arc::new(record)),
            Some(stored) if **stored == record => {}
            Some(stored) => return Err(SendError::IdTaken { id: stored.id }),
        }
        Ok(())
    }
}

impl Sender for Recorder {
    fn send<'a>(&'a self, record: Record) -> Sending<'a> {
        Sending::new(async move { self.record(record) })
    }
}
