//! Searches that nobody waits for any more end: a blocking thread cannot be stopped from outside, but SQLite can.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, InterruptHandle};

thread_local! {
    /// The job that this thread works on.
    static CURRENT: RefCell<Option<Job>> = const { RefCell::new(None) };
}

/// Work on a blocking thread, for a future that may be dropped.
#[derive(Clone, Default)]
pub(crate) struct Job(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    is_abandoned: bool,
    reading: Option<InterruptHandle>,
}

impl Job {
    /// Abandons the job when it is dropped.
    pub fn guard(&self) -> Guard {
        Guard(self.clone())
    }

    /// Does the work, unless nobody waits for it any more.
    pub fn run<T>(self, work: impl FnOnce() -> T) -> Option<T> {
        if self.state().is_abandoned {
            return None;
        }
        let _outer = Restore(CURRENT.replace(Some(self)));
        Some(work())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the future holds.
pub(crate) struct Guard(Job);

impl Drop for Guard {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_abandoned = true;
        if let Some(reading) = &state.reading {
            reading.interrupt();
        }
    }
}

struct Restore(Option<Job>);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// Lets what this connection reads until the end of its scope be interrupted.
pub(super) fn interruptible(connection: &Connection) -> Reading {
    let job = CURRENT.with_borrow(Clone::clone);
    if let Some(job) = &job {
        job.state().reading = Some(connection.get_interrupt_handle());
    }
    Reading(job)
}

/// After it the connection serves others.
pub(super) struct Reading(Option<Job>);

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some(job) = &self.0 {
            job.state().reading = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;
    use std::thread;

    use rusqlite::ErrorCode;
    use rusqlite::functions::FunctionFlags;

    use super::*;

    #[test]
    fn what_is_abandoned_while_it_reads_ends() {
        let connection = Connection::open_in_memory().unwrap();
        let (begin, begun) = sync_channel(1);
        let tell = move |_: &rusqlite::functions::Context<'_>| {
            let _ = begin.try_send(());
            Ok(true)
        };
        let flags = FunctionFlags::SQLITE_UTF8;
        connection
            .create_scalar_function("told", 1, flags, tell)
            .unwrap();
        let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) \
                       SELECT count(*) FROM n WHERE told(x)";
        let job = Job::default();
        let guard = job.guard();
        let reader = thread::spawn(move || {
            job.run(|| {
                let _reading = interruptible(&connection);
                connection.query_row(endless, [], |row| row.get::<_, i64>(0))
            })
        });
        begun.recv().unwrap();
        drop(guard);
        let error = reader.join().unwrap().unwrap().unwrap_err();
        assert_eq!(
            error.sqlite_error_code(),
            Some(ErrorCode::OperationInterrupted)
        );
    }

    #[test]
    fn what_is_abandoned_before_it_begins_is_not_done() {
        let job = Job::default();
        drop(job.guard());
        assert_eq!(job.run(|| ()), None);
    }
}
