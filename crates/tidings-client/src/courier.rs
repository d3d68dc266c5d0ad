use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tidings::{Cause, SendError};
use tokio::sync::watch;

use crate::backoff::Backoff;
use crate::batch::{Batch, Limits, Pace};
use crate::dead_letters::DeadLetters;
use crate::endpoint::{Endpoint, Outcome};
use crate::outbox::{Job, Next, Outbox};
use crate::report::Report;
use crate::spill::SpillFile;
use crate::verdict::Verdict;

/// The thread that brings records to the server, one request after the other. However it ends, nobody is left waiting.
pub(crate) struct Courier {
    pub outbox: Arc<Outbox>,
    pub endpoint: Endpoint,
    pub spill: Arc<Mutex<Option<SpillFile>>>,
    pub dead_letters: Option<DeadLetters>,
    pub limits: Limits,
    pub backoff: Backoff,
    pub report: watch::Sender<Option<Report>>,
}

/// Why a try was in vain.
struct Failure {
    reason: String,
    retry_after: Option<Duration>,
}

impl Courier {
    pub fn run(mut self) {
        self.deliver_all();
        // Its lock is free before anybody is told that all is over.
        drop(self.spill.lock().map(|mut spill| spill.take()));
        self.report.send_replace(Some(self.outbox.report()));
    }

    fn deliver_all(&mut self) {
        let mut limits = self.limits;
        let mut pace = Pace::default();
        let mut is_away = false;
        while let Some(taken) = self.take(&limits, pace) {
            let begun = Instant::now();
            let tried = taken.and_then(|batch| self.try_once(&batch, &mut limits));
            match tried {
                Ok(count) => {
                    if is_away {
                        tracing::info!(target: "tidings", "the server takes events again");
                    }
                    is_away = false;
                    self.backoff.reset();
                    pace.observe(count, begun.elapsed());
                }
                Err(failure) => {
                    if !is_away {
                        let reason = &failure.reason;
                        tracing::warn!(target: "tidings", ?reason, "events cannot be delivered now; trying again");
                    }
                    is_away = true;
                    self.outbox.undelivered(true);
                    if self.wait(failure) {
                        return;
                    }
                }
            }
        }
    }

    /// Nothing when all is delivered and nothing more will come.
    fn take(&self, limits: &Limits, pace: Pace) -> Option<Result<Batch, Failure>> {
        match self.outbox.next(limits, pace) {
            Next::Over => None,
            Next::Jobs(batch) => Some(Ok(batch)),
            Next::FromSpill => {
                let (lost, front) = self.with_spill(|spill| spill.front(limits));
                if lost > 0 {
                    self.outbox.unspilled(lost);
                }
                Some(front.map_err(Failure::of_spill))
            }
        }
    }

    /// How many were settled.
    fn try_once(&self, batch: &Batch, limits: &mut Limits) -> Result<usize, Failure> {
        let count = batch.ids.len();
        if count == 0 {
            return Ok(0);
        }
        match self.endpoint.post(batch) {
            Outcome::Judged(verdicts) => {
                if let Some(reason) = all_at_fault(&verdicts) {
                    return Err(Failure::of(format!(
                        "it could not store an event: {reason}"
                    )));
                }
                limits.records = (limits.records * 2).min(self.limits.records);
                self.settle(batch, &verdicts)?;
                Ok(count)
            }
            Outcome::Indigestible { code, reason } if count == 1 => {
                limits.records = (limits.records * 2).min(self.limits.records);
                self.settle(batch, &[Verdict::Failed { code, reason }])?;
                Ok(1)
            }
            Outcome::Indigestible { code, reason } => {
                tracing::debug!(target: "tidings", code, ?reason, count, "sending events in smaller requests");
                match code {
                    413 => limits.bytes = batch.body.len() / 2,
                    _ => limits.records = count / 2,
                }
                self.outbox.undelivered(false);
                Ok(0)
            }
            Outcome::Refused(reason) if !self.outbox.spills() => {
                tracing::error!(target: "tidings", ?reason, count, "the server refuses to take events");
                self.refuse(count, reason);
                Ok(0)
            }
            Outcome::Refused(reason) => Err(Failure::of(reason)),
            Outcome::Away {
                reason,
                retry_after,
            } => Err(Failure {
                reason,
                retry_after,
            }),
        }
    }

    /// Tells senders, and forgets what is in the spill file, once what was refused is kept.
    fn settle(&self, batch: &Batch, verdicts: &[Verdict]) -> Result<(), Failure> {
        let (spilled, jobs) = match batch.spilled {
            true => (verdicts.len(), Vec::new()),
            false => self.outbox.delivered(verdicts.len()),
        };
        let (of_spilled, of_jobs) = verdicts.split_at(spilled);
        self.tell(jobs, of_jobs);
        if spilled > 0 {
            self.bury_spilled(of_spilled)?;
            self.with_spill(|spill| spill.advance(spilled));
            self.outbox.unspilled(spilled);
        }
        Ok(())
    }

    fn tell(&self, jobs: Vec<Job>, verdicts: &[Verdict]) {
        let letters = jobs.iter().map(|job| job.letter.json.as_str());
        if let Err(failure) = self.bury(letters, verdicts) {
            // Their senders are told all the same.
            let reason = &failure.reason;
            tracing::error!(target: "tidings", ?reason, "refused events are not kept");
        }
        let answered = jobs.into_iter().zip(verdicts).map(|(job, verdict)| {
            let answer = verdict.answer(job.letter.id);
            (job, answer)
        });
        self.outbox.tell(answered);
    }

    fn bury_spilled(&self, verdicts: &[Verdict]) -> Result<(), Failure> {
        if !verdicts.iter().any(Verdict::is_failed) {
            return Ok(());
        }
        let letters = self.with_spill(|spill| spill.first(verdicts.len()));
        let letters = letters.map_err(Failure::of_spill)?;
        self.bury(letters.iter().map(String::as_str), verdicts)
    }

    /// Puts what was refused with the dead letters.
    fn bury<'a>(
        &self,
        letters: impl Iterator<Item = &'a str>,
        verdicts: &[Verdict],
    ) -> Result<(), Failure> {
        let failed = letters
            .zip(verdicts)
            .filter_map(|(json, verdict)| match verdict {
                Verdict::Failed { reason, .. } => Some((json, reason.as_str())),
                _ => None,
            });
        let failed: Vec<_> = failed.collect();
        if failed.is_empty() {
            return Ok(());
        }
        let (count, reason) = (failed.len(), failed[0].1);
        tracing::error!(target: "tidings", count, ?reason, "the server refuses events for good");
        match &self.dead_letters {
            None => Ok(()),
            Some(dead_letters) => dead_letters
                .append(&failed)
                .map_err(|error| Failure::of(error.to_string())),
        }
    }

    fn refuse(&self, count: usize, reason: String) {
        let (_, jobs) = self.outbox.delivered(count);
        let cause = Cause::new(reason);
        self.outbox.tell(jobs.into_iter().map(|job| {
            let answer = Err(SendError::Unavailable(cause.clone()));
            (job, answer)
        }));
    }

    /// Whether there is nothing more to try.
    fn wait(&mut self, failure: Failure) -> bool {
        let wait = self.backoff.next(failure.retry_after, fastrand::f64());
        let reason = &failure.reason;
        tracing::debug!(target: "tidings", ?reason, ?wait, "not delivered");
        let cause = Cause::new(failure.reason);
        self.outbox.rest(Instant::now() + wait, &cause)
    }

    fn with_spill<T>(&self, work: impl FnOnce(&mut SpillFile) -> T) -> T {
        let mut spill = self
            .spill
            .lock()
            .expect("nothing panics while it holds the file");
        work(spill.as_mut().expect("it is there until the courier ends"))
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.outbox.abandon();
    }
}

impl Failure {
    fn of(reason: String) -> Self {
        Self {
            reason,
            retry_after: None,
        }
    }

    fn of_spill(error: io::Error) -> Self {
        Self::of(format!("the spill file cannot be used: {error}"))
    }
}

/// Why the server stored none of them, where that is no fault of theirs.
fn all_at_fault(verdicts: &[Verdict]) -> Option<&str> {
    let mut reasons = verdicts.iter().map(Verdict::server_fault);
    let first = reasons.next().flatten()?;
    reasons.all(|reason| reason.is_some()).then_some(first)
}
