use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use tidings::{Receipt, Record, SendError};
use tokio::sync::{Semaphore, SemaphorePermit, TryAcquireError, oneshot};

/// What a sender is told.
pub(crate) type Answer = Result<Receipt, SendError>;

/// A record that waits to be stored.
pub(crate) struct Job {
    pub record: Record,
    pub reply: oneshot::Sender<Answer>,
}

/// Between the tasks that send, on any async runtime or none, and the one thread that writes.
pub(crate) struct Queue {
    state: Mutex<State>,
    /// Enough jobs are there for the writer, or none will come.
    ready: Condvar,
    /// A permit for each free place.
    room: Semaphore,
}

struct State {
    jobs: VecDeque<Job>,
    closed: bool,
    /// How many jobs the writer waits for.
    wanted: usize,
}

impl Queue {
    pub fn new(capacity: usize) -> Self {
        Self {
            state: Mutex::new(State {
                jobs: VecDeque::new(),
                closed: false,
                wanted: 1,
            }),
            ready: Condvar::new(),
            room: Semaphore::new(capacity.clamp(1, Semaphore::MAX_PERMITS)),
        }
    }

    /// Waits for a free place, in turn.
    pub async fn push(&self, record: Record) -> Result<oneshot::Receiver<Answer>, SendError> {
        let place = self.room.acquire().await.map_err(|_| SendError::Closed)?;
        self.enqueue(record, place)
    }

    pub fn try_push(&self, record: Record) -> Result<oneshot::Receiver<Answer>, SendError> {
        let place = self.room.try_acquire().map_err(|error| match error {
            TryAcquireError::NoPermits => SendError::QueueFull,
            TryAcquireError::Closed => SendError::Closed,
        })?;
        self.enqueue(record, place)
    }

    fn enqueue(
        &self,
        record: Record,
        place: SemaphorePermit<'_>,
    ) -> Result<oneshot::Receiver<Answer>, SendError> {
        let (reply, answer) = oneshot::channel();
        let mut state = self.state();
        if state.closed {
            return Err(SendError::Closed);
        }
        // `take` gives the place back.
        place.forget();
        state.jobs.push_back(Job { record, reply });
        if state.jobs.len() >= state.wanted {
            self.ready.notify_one();
        }
        Ok(answer)
    }

    /// Takes no more jobs; those in the queue stay.
    pub fn close(&self) {
        self.state().closed = true;
        self.room.close();
        self.ready.notify_one();
    }

    /// Closes the queue and drops what is in it, which tells its senders that nobody will answer.
    pub fn abandon(&self) {
        self.close();
        self.state().jobs.clear();
    }

    /// At most `most` jobs; waits for the first, at most to `until`, then at most for `linger` while there are fewer than
    /// `expected`. `None` when the queue is closed and empty.
    pub fn take(
        &self,
        most: usize,
        expected: usize,
        linger: Duration,
        until: Option<Instant>,
    ) -> Option<Vec<Job>> {
        let mut state = self.wait_for(self.state(), 1, until);
        if state.jobs.is_empty() {
            return (!state.closed).then(Vec::new);
        }
        if state.jobs.len() < expected && !state.closed {
            state = self.wait_for(state, expected, Instant::now().checked_add(linger));
        }
        let taken = state.jobs.len().min(most);
        let jobs = state.jobs.drain(..taken).collect();
        drop(state);
        self.room.add_permits(taken);
        Some(jobs)
    }

    fn wait_for<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        wanted: usize,
        until: Option<Instant>,
    ) -> MutexGuard<'a, State> {
        state.wanted = wanted;
        while state.jobs.len() < wanted && !state.closed {
            state = match until.map(|until| until.saturating_duration_since(Instant::now())) {
                None => self.ready.wait(state).expect(NO_PANIC),
                Some(Duration::ZERO) => return state,
                Some(left) => self.ready.wait_timeout(state, left).expect(NO_PANIC).0,
            };
        }
        state
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect(NO_PANIC)
    }
}

const NO_PANIC: &str = "nothing panics while it holds the queue";
