//! How fast durable sends are, beside plain SQL that writes the same rows into the same table of the same file:
//! one task alone (median time), 64 tasks against batches of 64 rows, 1,024 tasks against batches of 1,000 rows.
//!
//! Every round takes a new file, and the two by turns. The last line is one JSON object.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark's output and failures are for its reader"
)]

mod sample;

use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior, params};
use sample::{Budget, definition, figure, hash, ids, median, record};
use serde_json::Value;
use tempfile::TempDir;
use tidings::{Record, Sender};
use tidings_store::{Options, Store, StoreSender, rusqlite};

const ROUNDS: usize = 5;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--test");
    let scale = if quick { 50 } else { 1 };
    sample::print(vec![
        alone(1500 / scale),
        together("durable_send_sqlite_64", 64, 64, 12_800 / scale, 0.6),
        together("durable_send_sqlite_1024", 1024, 1000, 40_000 / scale, 0.5),
    ]);
}

/// Medians of single sends and single inserts, one after the other by turns, in microseconds.
fn alone(count: usize) -> (String, Value) {
    let (_folder, store) = store();
    let sender = StoreSender::new(store, Options::default());
    let (folder, _store) = self::store();
    let mut connection = plain(&folder);
    let runtime = runtime();
    let (mut sends, mut inserts) = (Vec::new(), Vec::new());
    for number in 0..count {
        let (sent, inserted) = (record(number), record(number));
        let begun = Instant::now();
        runtime.block_on(sender.send(sent)).unwrap();
        sends.push(begun.elapsed().as_secs_f64() * 1e6);
        let begun = Instant::now();
        insert(&mut connection, &[inserted]);
        inserts.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    let (value, baseline) = (median(&mut sends), median(&mut inserts));
    figure(
        "durable_send_sqlite_one",
        "us",
        value,
        baseline,
        Budget::AtMost(1.2),
    )
}

/// Rows a second.
fn together(name: &str, tasks: usize, rows: usize, count: usize, budget: f64) -> (String, Value) {
    let (mut sends, mut inserts) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        sends.push(count as f64 / sent_by_tasks(tasks, count).as_secs_f64());
        inserts.push(count as f64 / inserted_in_batches(rows, count).as_secs_f64());
    }
    let (value, baseline) = (median(&mut sends), median(&mut inserts));
    figure(name, "rows/s", value, baseline, Budget::AtLeast(budget))
}

fn sent_by_tasks(tasks: usize, count: usize) -> Duration {
    let (_folder, store) = store();
    let sender = StoreSender::new(store, Options::default());
    let each = count.div_ceil(tasks);
    let begun = Instant::now();
    runtime().block_on(async {
        let send_each = |task: usize| {
            let sender = sender.clone();
            async move {
                for number in 0..each {
                    sender.send(record(number * tasks + task)).await.unwrap();
                }
            }
        };
        let all: Vec<_> = (0..tasks)
            .map(|task| tokio::spawn(send_each(task)))
            .collect();
        for task in all {
            task.await.unwrap();
        }
    });
    begun
        .elapsed()
        .mul_f64(count as f64 / (each * tasks) as f64)
}

/// The records are made as part of it, as they are by the tasks.
fn inserted_in_batches(rows: usize, count: usize) -> Duration {
    let (folder, _store) = store();
    let mut connection = plain(&folder);
    let begun = Instant::now();
    for first in (0..count).step_by(rows) {
        let batch: Vec<Record> = (first..(first + rows).min(count)).map(record).collect();
        insert(&mut connection, &batch);
    }
    begun.elapsed()
}

fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("events.db").display());
    let store = runtime()
        .block_on(Store::open(&url, &[&definition()]))
        .unwrap();
    (folder, store)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

/// A connection as one would open it by hand, of the same durability.
fn plain(folder: &TempDir) -> Connection {
    let connection = Connection::open(folder.path().join("events.db")).unwrap();
    connection
        .pragma_update(None, "synchronous", "full")
        .unwrap();
    connection
}

/// Insert and commit, as one would write it by hand.
fn insert(connection: &mut Connection, records: &[Record]) {
    let behavior = TransactionBehavior::Immediate;
    let transaction = connection.transaction_with_behavior(behavior).unwrap();
    for record in records {
        let sql = "INSERT INTO tidings_events (rate_key, recorded_at, id, name, event_type, \
            category, severity, message, event_time, props, cluster_id, host_id, infra_env_id) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        let time = i64::try_from(record.event_time.unix_timestamp_nanos() / 1000).unwrap();
        let [cluster, host, infra_env] = ids(record);
        let mut statement = transaction.prepare_cached(sql).unwrap();
        let inserted = statement.execute(params![
            hash(record),
            time,
            record.id.as_bytes(),
            record.name,
            record.event_type,
            record.category.as_str(),
            record.severity.as_str(),
            record.message,
            time,
            record.props_json(),
            cluster.as_bytes(),
            host.as_bytes(),
            infra_env.as_bytes(),
        ]);
        inserted.unwrap();
    }
    transaction.commit().unwrap();
}
