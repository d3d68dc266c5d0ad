use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use tidings::{Cause, Receipt, SendError, Uuid};
use tokio::sync::{Semaphore, SemaphorePermit, TryAcquireError, oneshot};

use crate::batch::{Batch, Limits, Pace};
use crate::report::{Answer, Report};

/// A record as it goes to the server.
pub(crate) struct Letter {
    pub id: Uuid,
    pub json: String,
}

/// A record that waits to be delivered, or spilled.
pub(crate) struct Job {
    pub letter: Letter,
    pub reply: oneshot::Sender<Answer>,
    /// When it was accepted.
    since: Instant,
}

/// Between the tasks that send, on any async runtime or none, the courier that brings records to the server, and the
/// clerk that puts those that wait too long into the spill file.
///
/// Jobs stay here until they are answered, also while the courier is on its way with them: so the clerk can spill
/// those, too. What is spilled was sent before all jobs.
pub(crate) struct Outbox {
    state: Mutex<State>,
    /// There is something for the courier.
    ready: Condvar,
    /// There is something for the clerk, or its time may be another.
    late: Condvar,
    /// A permit for each free place.
    room: Semaphore,
    spills: bool,
    give_up_after: Duration,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    closed: bool,
    /// How many jobs the courier waits for.
    wanted: usize,
    /// How many of the first jobs the courier has with it.
    taken: usize,
    /// How many of those were spilled meanwhile, and so are the first in the spill file.
    moved: usize,
    /// The clerk is about to spill; what it holds comes before all jobs.
    spilling: bool,
    /// The spill file took no more; the courier tries first.
    full: bool,
    /// How many are in the spill file.
    spilled: usize,
    /// Since when no try has succeeded.
    away_since: Option<Instant>,
    report: Report,
}

/// Where the courier finds what is next.
pub(crate) enum Next {
    FromSpill,
    Jobs(Batch),
    Over,
}

impl Outbox {
    pub fn new(capacity: usize, spilled: usize, spills: bool, give_up_after: Duration) -> Self {
        Self {
            state: Mutex::new(State {
                spilled,
                wanted: 1,
                ..State::default()
            }),
            ready: Condvar::new(),
            late: Condvar::new(),
            room: Semaphore::new(capacity.clamp(1, Semaphore::MAX_PERMITS)),
            spills,
            give_up_after,
        }
    }

    /// Waits for a free place, in turn.
    pub async fn push(&self, letter: Letter) -> Result<oneshot::Receiver<Answer>, SendError> {
        let place = self.room.acquire().await.map_err(|_| SendError::Closed)?;
        self.enqueue(letter, place)
    }

    pub fn try_push(&self, letter: Letter) -> Result<oneshot::Receiver<Answer>, SendError> {
        let place = self.room.try_acquire().map_err(|error| match error {
            TryAcquireError::NoPermits => SendError::QueueFull,
            TryAcquireError::Closed => SendError::Closed,
        })?;
        self.enqueue(letter, place)
    }

    fn enqueue(
        &self,
        letter: Letter,
        place: SemaphorePermit<'_>,
    ) -> Result<oneshot::Receiver<Answer>, SendError> {
        let (reply, answer) = oneshot::channel();
        let mut state = self.state();
        if state.closed {
            return Err(SendError::Closed);
        }
        // `tell` gives the place back.
        place.forget();
        state.jobs.push_back(Job {
            letter,
            reply,
            since: Instant::now(),
        });
        if state.jobs.len() == 1 {
            self.late.notify_one();
        }
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
        self.late.notify_one();
    }

    /// Closes and drops what is here, which tells its senders that nobody will answer.
    pub fn abandon(&self) {
        self.close();
        let mut state = self.state();
        state.jobs.clear();
        state.spilling = false;
        (state.taken, state.moved) = (0, 0);
        drop(state);
        self.ready.notify_one();
    }

    /// What is to be sent next; waits for it, and for a moment longer while there are fewer jobs than `pace` expects.
    pub fn next(&self, limits: &Limits, pace: Pace) -> Next {
        let mut state = self.settled(self.state());
        loop {
            if state.spilled > 0 {
                return Next::FromSpill;
            }
            if !state.jobs.is_empty() {
                break;
            }
            if state.closed {
                return Next::Over;
            }
            state.wanted = 1;
            state = self.settled(self.ready.wait(state).expect(NO_PANIC));
        }
        state = self.linger(state, limits, pace);
        if state.spilled > 0 {
            return Next::FromSpill;
        }
        let mut batch = Batch::new(false);
        for Job { letter, .. } in &state.jobs {
            if !batch.has_room(letter.json.len(), limits) {
                break;
            }
            batch.push(letter.id, &letter.json);
        }
        state.taken = batch.ids.len();
        Next::Jobs(batch.close())
    }

    fn linger<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        limits: &Limits,
        pace: Pace,
    ) -> MutexGuard<'a, State> {
        let expected = pace.expected.min(limits.records);
        let until = Instant::now() + pace.linger;
        while state.jobs.len() < expected && !state.closed {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state.wanted = expected;
            state = self.ready.wait_timeout(state, left).expect(NO_PANIC).0;
        }
        self.settled(state)
    }

    /// When the clerk does not hold jobs.
    fn settled<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let waited = self.ready.wait_while(state, |state| state.spilling);
        waited.expect(NO_PANIC)
    }

    /// The courier is back: the jobs that it had with it and that were not spilled meanwhile, and how many were. These are
    /// now the first in the spill file.
    pub fn delivered(&self, count: usize) -> (usize, Vec<Job>) {
        let mut state = self.settled(self.state());
        let moved = state.moved;
        let jobs = state.jobs.drain(..count - moved).collect();
        state.away_since = None;
        self.courier_is_back(&mut state);
        (moved, jobs)
    }

    /// The courier is back with what it took, for it to be sent again, perhaps in smaller requests.
    pub fn undelivered(&self, is_away: bool) {
        let mut state = self.settled(self.state());
        if is_away {
            state.away_since.get_or_insert_with(Instant::now);
        }
        self.courier_is_back(&mut state);
    }

    /// So many have left the spill file.
    pub fn unspilled(&self, count: usize) {
        let mut state = self.state();
        state.spilled -= count;
        state.report.unspilled += count as u64;
        state.away_since = None;
        self.courier_is_back(&mut state);
    }

    fn courier_is_back(&self, state: &mut State) {
        (state.taken, state.moved) = (0, 0);
        state.full = false;
        self.late.notify_one();
    }

    /// Waits until then; tells those who have waited too long meanwhile. Whether all is done that can be.
    pub fn rest(&self, until: Instant, cause: &Cause) -> bool {
        let mut state = self.state();
        loop {
            state = self.expire(self.settled(state), cause);
            if state.closed && state.jobs.is_empty() {
                return true;
            }
            let expiry = state.jobs.front().map(|job| job.since + self.give_up_after);
            let now = Instant::now();
            let wake = expiry.map_or(until, |expiry| expiry.min(until));
            if now >= until {
                return false;
            }
            // The first that comes is the first to wait too long.
            state.wanted = if state.jobs.is_empty() { 1 } else { usize::MAX };
            let left = wake.saturating_duration_since(now);
            state = self.ready.wait_timeout(state, left).expect(NO_PANIC).0;
        }
    }

    fn expire<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        cause: &Cause,
    ) -> MutexGuard<'a, State> {
        let now = Instant::now();
        let limit = self.give_up_after;
        let late = state.jobs.iter().take_while(|job| job.since + limit <= now);
        let late = late.count();
        if late == 0 {
            return state;
        }
        let jobs: Vec<Job> = state.jobs.drain(..late).collect();
        drop(state);
        self.tell(jobs.into_iter().map(|job| {
            let answer = Err(SendError::Unavailable(cause.clone()));
            (job, answer)
        }));
        self.settled(self.state())
    }

    /// All jobs, once the first has waited for too long. Nothing when the queue is closed and empty.
    ///
    /// Whoever gets them calls `spilled`.
    pub fn take_late(&self, after: Duration) -> Option<Vec<Job>> {
        let mut state = self.state();
        loop {
            if state.closed && state.jobs.is_empty() {
                return None;
            }
            let due = state.due(after);
            let now = Instant::now();
            state = match due {
                Some(due) if due <= now => break,
                Some(due) => self.late.wait_timeout(state, due - now).expect(NO_PANIC).0,
                None => self.late.wait(state).expect(NO_PANIC),
            };
        }
        state.spilling = true;
        Some(state.jobs.drain(..).collect())
    }

    /// The first `count` of these are in the spill file; the others wait on.
    pub fn spilled(&self, mut jobs: Vec<Job>, count: usize) {
        let kept = jobs.split_off(count);
        let mut state = self.state();
        state.full = !kept.is_empty();
        for job in kept.into_iter().rev() {
            state.jobs.push_front(job);
        }
        state.moved = count.min(state.taken);
        state.spilled += count;
        state.spilling = false;
        drop(state);
        self.ready.notify_one();
        self.tell(jobs.into_iter().map(|job| {
            let id = job.letter.id;
            (job, Ok(Receipt::Spilled { id }))
        }));
    }

    /// Answers senders, and gives their places back.
    pub fn tell(&self, answers: impl ExactSizeIterator<Item = (Job, Answer)>) {
        let count = answers.len();
        let answers: Vec<_> = answers.collect();
        let mut state = self.state();
        answers
            .iter()
            .for_each(|(_, answer)| state.report.count(answer));
        let is_over = state.closed && state.jobs.is_empty();
        drop(state);
        for (job, answer) in answers {
            // Who does not wait any more is not told.
            let _ = job.reply.send(answer);
        }
        self.room.add_permits(count);
        if is_over {
            self.ready.notify_one();
            self.late.notify_one();
        }
    }

    pub fn report(&self) -> Report {
        let state = self.state();
        let left = state.spilled as u64;
        Report {
            left,
            ..state.report
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect(NO_PANIC)
    }

    pub fn spills(&self) -> bool {
        self.spills
    }
}

impl State {
    /// When the first job is to be spilled.
    fn due(&self, after: Duration) -> Option<Instant> {
        let first = self.jobs.front().filter(|_| !self.full)?;
        let since = self
            .away_since
            .map_or(first.since, |away| away.min(first.since));
        let is_last_chance = self.closed && self.away_since.is_some();
        Some(if is_last_chance {
            first.since
        } else {
            since + after
        })
    }
}

const NO_PANIC: &str = "nothing panics while it holds the outbox";
