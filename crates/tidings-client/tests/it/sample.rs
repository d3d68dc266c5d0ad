use std::time::Duration;

use tidings::{Receipt, Record, SendError, Sending, Severity};
use tidings_client::{HttpSender, Options, Spill};

pub fn record(message: &str) -> Record {
    Record::new("tested", "test", Severity::Info, message)
}

pub fn records(count: usize) -> Vec<Record> {
    (0..count)
        .map(|number| record(&number.to_string()))
        .collect()
}

/// Does not wait long between tries.
pub fn eager() -> Options {
    Options {
        longest_wait: Duration::from_millis(1),
        ..Options::default()
    }
}

/// With a spill file into which records go at once.
pub fn spilling(path: impl Into<std::path::PathBuf>) -> Options {
    Options {
        spill: Some(Spill {
            after: Duration::ZERO,
            ..Spill::at(path)
        }),
        ..eager()
    }
}

/// All at once.
pub fn send_all(sender: &HttpSender, records: &[Record]) -> Vec<Sending<'static>> {
    let sent = records.iter().map(|record| sender.try_send(record.clone()));
    sent.collect::<Result<_, _>>().unwrap()
}

pub fn wait_all(sent: Vec<Sending<'_>>) -> Vec<Result<Receipt, SendError>> {
    sent.into_iter().map(Sending::wait).collect()
}

pub fn expect_stored(answers: Vec<Result<Receipt, SendError>>, records: &[Record]) {
    assert_eq!(answers.len(), records.len());
    for (answer, record) in answers.into_iter().zip(records) {
        assert_eq!(answer.unwrap(), Receipt::Stored { id: record.id });
    }
}

pub fn expect_spilled(answers: Vec<Result<Receipt, SendError>>, records: &[Record]) {
    assert_eq!(answers.len(), records.len());
    for (answer, record) in answers.into_iter().zip(records) {
        assert_eq!(answer.unwrap(), Receipt::Spilled { id: record.id });
    }
}

pub fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

pub fn ids(records: &[Record]) -> Vec<tidings::Uuid> {
    records.iter().map(|record| record.id).collect()
}
