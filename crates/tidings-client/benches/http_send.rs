//! How fast durable sends over HTTP are, from 64 and from 1,024 tasks to a server on this machine, beside the same tasks
//! sending to the same kind of store (SQLite) without a server between.
//!
//! Every round takes a new file, and the two by turns. The last line is one JSON object.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark's output and failures are for its reader"
)]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tidings::{Id, Record, Sender, Severity, Uuid};
use tidings_client::HttpSender;
use tidings_server::{Server, ServerOptions};
use tidings_store::{Store, StoreSender};
use tokio::runtime::Runtime;

const ROUNDS: usize = 5;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--test");
    let scale = if quick { 50 } else { 1 };
    let figures = [
        together("http_send_sqlite_64", 64, 12_800 / scale),
        together("http_send_sqlite_1024", 1024, 40_000 / scale),
    ];
    println!("{}", Value::Object(figures.into_iter().collect()));
}

/// Records a second.
fn together(name: &str, tasks: usize, count: usize) -> (String, Value) {
    let (mut over_http, mut direct) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        over_http.push(count as f64 / over_http_by(tasks, count).as_secs_f64());
        direct.push(count as f64 / direct_by(tasks, count).as_secs_f64());
    }
    let (value, baseline) = (median(&mut over_http), median(&mut direct));
    let ratio = value / baseline;
    println!("{name}: {value:.0} records/s, to the store itself {baseline:.0}: {ratio:.2}");
    let figure = json!({
        "value": value.round(), "unit": "records/s", "baseline": baseline.round(),
        "ratio": (ratio * 1000.0).round() / 1000.0, "budget": "none", "holds": true,
    });
    (name.to_owned(), figure)
}

fn over_http_by(tasks: usize, count: usize) -> Duration {
    let (folder, db) = database();
    let catalog = folder.path().join("events.yaml");
    std::fs::write(&catalog, "x-events: []\n").unwrap();
    let of_server = Runtime::new().unwrap();
    let server = of_server.block_on(Server::start(ServerOptions::new(db, catalog)));
    // It listens until it is dropped.
    let server = server.unwrap();
    let url = format!("http://{}", server.address());
    let sender = HttpSender::new(&url, tidings_client::Options::default()).unwrap();
    send_by(tasks, count, &sender)
}

fn direct_by(tasks: usize, count: usize) -> Duration {
    let (_folder, db) = database();
    let runtime = Runtime::new().unwrap();
    let store = runtime.block_on(Store::open(&db, &[])).unwrap();
    let sender = StoreSender::new(store, tidings_store::Options::default());
    send_by(tasks, count, &sender)
}

fn send_by(tasks: usize, count: usize, sender: &(impl Sender + Clone + 'static)) -> Duration {
    let each = count.div_ceil(tasks);
    let begun = Instant::now();
    Runtime::new().unwrap().block_on(async {
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

fn database() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let db = format!("sqlite:{}", folder.path().join("events.db").display());
    (folder, db)
}

/// An event about a host: 150 characters of message, three subjects, two properties.
fn record(number: usize) -> Record {
    let mut record = Record::new("host_seen", "host", Severity::Info, "m".repeat(150));
    for name in ["cluster_id", "host_id", "infra_env_id"] {
        let id = Uuid::from_u128((number % 1000) as u128);
        record.subjects.insert(name.into(), Id::from(id));
    }
    record.props.insert("disk".into(), json!("sda"));
    record.props.insert("size".into(), json!(number));
    record
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
