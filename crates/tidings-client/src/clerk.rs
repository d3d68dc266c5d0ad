use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::outbox::{Job, Outbox};
use crate::spill::SpillFile;

/// The thread that puts what waits too long for the server into the spill file. However it ends, nobody is left waiting.
pub(crate) struct Clerk {
    pub outbox: Arc<Outbox>,
    pub spill: Arc<Mutex<Option<SpillFile>>>,
    pub after: Duration,
}

impl Clerk {
    pub fn run(self) {
        while let Some(jobs) = self.outbox.take_late(self.after) {
            let count = self.spill(&jobs);
            self.outbox.spilled(jobs, count);
        }
    }

    /// How many of them are in the file.
    fn spill(&self, jobs: &[Job]) -> usize {
        let mut spill = self
            .spill
            .lock()
            .expect("nothing panics while it holds the file");
        // It is there as long as there are jobs.
        let Some(spill) = spill.as_mut() else {
            return 0;
        };
        let records = jobs.iter().map(|job| job.letter.json.as_str());
        match spill.append(records) {
            Ok(count) if count == jobs.len() => count,
            Ok(count) => {
                let waiting = jobs.len() - count;
                tracing::warn!(target: "tidings", waiting, "the spill file is full; senders wait");
                count
            }
            Err(error) => {
                tracing::error!(target: "tidings", %error, "the spill file cannot be written; senders wait");
                0
            }
        }
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.outbox.abandon();
        }
    }
}
