use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use tidings::Record;

use crate::{EventMatcher, Recorder, failure};

/// Resolves to the first record that matches; see [`Recorder::eventually`].
#[derive(Debug)]
#[must_use = "nothing is expected until this is awaited"]
pub struct Eventually {
    recorder: Recorder,
    matcher: EventMatcher,
    within: Duration,
    /// `None`: beyond what the clock can say, so never.
    deadline: Option<Instant>,
    /// How many records were looked at.
    seen: usize,
    timer: Option<Timer>,
    place: &'static Location<'static>,
}

impl Eventually {
    pub(crate) fn new(
        recorder: Recorder,
        matcher: EventMatcher,
        within: Duration,
        place: &'static Location<'static>,
    ) -> Self {
        Self {
            recorder,
            matcher,
            within,
            deadline: Instant::now().checked_add(within),
            seen: 0,
            timer: None,
            place,
        }
    }

    fn fail(&self) -> ! {
        let records = self.recorder.snapshot();
        let within = format!("within {:?}", self.within);
        panic!(
            "{}",
            failure::unmet(self.place, &self.matcher, &within, true, &records)
        );
    }
}

impl Future for Eventually {
    type Output = Record;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Record> {
        // The waker is registered before the clock is read: the timer, which wakes it after the deadline, cannot come between.
        let new = self.recorder.snapshot_then_wake(self.seen, context.waker());
        let late = self
            .deadline
            .is_some_and(|deadline| Instant::now() >= deadline);
        self.seen += new.len();
        if let Some(found) = new.into_iter().find(|record| self.matcher.matches(record)) {
            return Poll::Ready(Arc::unwrap_or_clone(found));
        }
        if late {
            self.fail();
        }
        if let (None, Some(deadline)) = (&self.timer, self.deadline) {
            self.timer = Some(Timer::start(self.recorder.clone(), deadline));
        }
        Poll::Pending
    }
}

/// A thread that wakes the recorder's waiters once, unless dropped before.
#[derive(Debug)]
struct Timer {
    _stop: mpsc::Sender<()>,
}

impl Timer {
    fn start(recorder: Recorder, deadline: Instant) -> Self {
        let (stop, stopped) = mpsc::channel();
        thread::spawn(move || {
            let left = deadline.saturating_duration_since(Instant::now());
            if stopped.recv_timeout(left) == Err(RecvTimeoutError::Timeout) {
                recorder.wake();
            }
        });
        Self { _stop: stop }
    }
}
