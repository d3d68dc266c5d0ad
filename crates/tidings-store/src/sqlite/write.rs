//! The thread that writes: all that is in the queue, one commit after the other.

use std::time::Instant;

use rusqlite::TransactionBehavior;
use tidings::Record;

use super::SqliteStore;
use super::database::Opened;
use super::error::{file_is_gone, may_be_of_one_record, store_error};
use crate::sender::{Answer, Job, Pace, Queue};
use crate::{Report, StoreError};

impl SqliteStore {
    /// Until the queue is closed and empty.
    pub(crate) fn write(&self, queue: &Queue, batch: usize) -> Report {
        let mut writer = Writer {
            store: self,
            opened: None,
        };
        let (mut pace, mut report) = (Pace::default(), Report::default());
        while let Some(jobs) = queue.take(batch, pace.expected, pace.linger, None) {
            let begun = Instant::now();
            let answers = writer.store(&jobs);
            pace.observe(jobs.len(), begun.elapsed());
            for (job, answer) in jobs.into_iter().zip(answers) {
                report.count(&answer);
                // Nobody listens when the `Sending` was dropped.
                let _ = job.reply.send(answer);
            }
        }
        report
    }
}

struct Writer<'a> {
    store: &'a SqliteStore,
    opened: Option<Opened>,
}

impl Writer<'_> {
    /// An answer for each. What may be one record's fault is tried again record by record.
    fn store(&mut self, jobs: &[Job]) -> Vec<Answer> {
        let records: Vec<&Record> = jobs.iter().map(|job| &job.record).collect();
        match self.commit(&records) {
            Ok(answers) => answers,
            Err(error) if records.len() > 1 && may_be_of_one_record(&error) => records
                .iter()
                .flat_map(|record| self.commit_or_tell(&[record]))
                .collect(),
            Err(error) => self.tell(&records, error),
        }
    }

    fn commit_or_tell(&mut self, records: &[&Record]) -> Vec<Answer> {
        self.commit(records)
            .unwrap_or_else(|error| self.tell(records, error))
    }

    fn tell(&mut self, records: &[&Record], error: rusqlite::Error) -> Vec<Answer> {
        // A new connection may fare better.
        self.opened = None;
        self.tell_all(
            records,
            &store_error(&self.store.shared.database.path, error),
        )
    }

    fn tell_all(&self, records: &[&Record], error: &StoreError) -> Vec<Answer> {
        tracing::error!(target: "tidings", records = records.len(), %error, "events not stored");
        records.iter().map(|_| Err(error.clone().into())).collect()
    }

    fn commit(&mut self, records: &[&Record]) -> rusqlite::Result<Vec<Answer>> {
        let shared = &self.store.shared;
        let opened = match &mut self.opened {
            Some(opened) => opened,
            none => none.insert(shared.database.writer()?),
        };
        let transaction = opened
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let schema = shared.schema.get(&transaction)?;
        let appender = self.store.appender(&transaction, schema);
        let answers = records.iter().map(|record| appender.append(record));
        let answers = answers.collect::<rusqlite::Result<_>>()?;
        transaction.commit()?;
        if !opened.is_at(&shared.database.path) {
            self.opened = None;
            shared.schema.forget();
            return Ok(self.tell_all(records, &file_is_gone(&shared.database.path)));
        }
        shared.watch.wake();
        Ok(answers)
    }
}
