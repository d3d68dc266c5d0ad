//! Everything that services see of the crate, on a hand-kept copy of generated code.
#![deny(warnings, missing_docs)]
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails where it should"
)]

mod allocations;
mod sample;

mod rendering;

mod to_record;

mod redaction;

mod from_json;

mod record_json;

mod try_from_record;

mod scope;

mod sending;

mod best_effort;
mod fan_out;
mod tracing_sender;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fmt, io};

use sample::{DiskFormatted, DiskFormattedDisk};
use tidings::{OffsetDateTime, Receipt, Record, SendError, Sender, Sending, Uuid};

/// Of host 1, without what is optional.
fn disk_formatted() -> DiskFormatted {
    DiskFormatted {
        host_id: Uuid::from_u128(1),
        cluster_id: None,
        disk: DiskFormattedDisk::Sda,
        size: 512,
        key: "hunter2".to_owned(),
        severity: None,
        load: None,
        begun: None,
    }
}

fn time(rfc3339: &str) -> OffsetDateTime {
    tidings::timestamp::parse(rfc3339).unwrap()
}

/// The error's text and its `Debug`, which both may reach a log.
fn shown(error: &(impl fmt::Display + fmt::Debug)) -> String {
    format!("{error} {error:?}")
}

/// Keeps what it is sent, and answers with the errors it was made with first.
#[derive(Default)]
struct Kept {
    records: Mutex<Vec<Record>>,
    errors: Mutex<VecDeque<SendError>>,
    calls: AtomicUsize,
}

impl Kept {
    fn failing_first(errors: impl IntoIterator<Item = SendError>) -> Self {
        Self {
            errors: Mutex::new(errors.into_iter().collect()),
            ..Self::default()
        }
    }

    fn names(&self) -> Vec<String> {
        let records = self.records.lock().unwrap();
        records
            .iter()
            .map(|record| record.name.to_string())
            .collect()
    }

    /// How often `send` was called, polled or not.
    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

impl Sender for Kept {
    fn send<'a>(&'a self, record: Record) -> Sending<'a> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        Sending::new(async move {
            if let Some(error) = self.errors.lock().unwrap().pop_front() {
                return Err(error);
            }
            let id = record.id;
            self.records.lock().unwrap().push(record);
            Ok(Receipt::Stored { id })
        })
    }
}

/// What the closure logs, one line per event: level, target, message, fields.
fn logged(act: impl FnOnce()) -> String {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .without_time()
        .with_ansi(false)
        .with_writer({
            let log = log.clone();
            move || log.clone()
        })
        .finish();
    tracing::subscriber::with_default(subscriber, act);
    let bytes = log.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[derive(Clone, Default)]
struct Log(std::sync::Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
