//! The HTTP service as a whole process, over SQLite and PostgreSQL with 1,000,000 events of 2,000 clusters
//! (`TIDINGS_BENCH_EVENTS` names another number): the rate of pages of 50, by `wrk`, beside that of the store itself, an unlimited
//! list and 10,000 idle connections with the memory that they take, the slowest requests of a mixed load.
//!
//! The last line is one JSON object.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark's output and failures are for its reader"
)]

#[path = "service/client.rs"]
mod client;
#[path = "service/wrk.rs"]
mod wrk;

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use testbed::postgres::{Cluster, Settings};
use tidings::{Record, Sender, Severity, Uuid};
use tidings_store::{Filter, Options, Query, Store, StoreSender};

use client::Client;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CATALOG: &str = r#"x-events:
- name: host_seen
  message: "Host {host_id} has the disk {disk}"
  event_type: host
  severity: info
  properties: { host_id: UUID, infra_env_id: UUID, cluster_id: UUID_PTR, disk: string }
"#;

const CLUSTERS: usize = 2000;

/// Connections, and tasks of the store, that ask at once.
const CLIENTS: usize = 16;

/// In MiB, whatever the number of events: a list is sent as it is read.
const LIST_ALL_MEMORY: f64 = 64.0;

struct Sizes {
    events: usize,
    idle: usize,
    seconds: f64,
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--test");
    let asked = std::env::var("TIDINGS_BENCH_EVENTS").ok();
    let events = asked.map_or(if quick { 5_000 } else { 1_000_000 }, |text| {
        text.parse().unwrap()
    });
    let sizes = Sizes {
        events,
        idle: if quick { 100 } else { 10_000 },
        seconds: if quick { 0.2 } else { 3.0 },
    };
    allow_many_files();
    let folder = tempfile::tempdir().unwrap();
    let catalog = folder.path().join("events.yaml");
    fs::write(&catalog, CATALOG).unwrap();
    let catalog = catalog.to_str().unwrap();
    let cluster = Cluster::start(
        &Settings::new()
            .set("shared_buffers", "1GB")
            .set("max_wal_size", "4GB"),
    );
    let database = cluster.create_database();
    let sqlite = format!("sqlite:{}", folder.path().join("events.db").display());
    let mut figures = Map::new();
    measure("sqlite", &sqlite, catalog, &sizes, &mut figures);
    measure("postgres", database.url(), catalog, &sizes, &mut figures);
    println!("{}", Value::Object(figures));
}

fn measure(store: &str, url: &str, catalog: &str, sizes: &Sizes, figures: &mut Map<String, Value>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    drop(Service::start(url, catalog));
    runtime.block_on(load(url, sizes.events));
    println!("{store}: {} events loaded", sizes.events);
    let mut put = |name: &str, figure: Value| {
        println!("{name}_{store}: {figure}");
        figures.insert(format!("{name}_{store}"), figure);
    };
    // By turns, since the machine has fast and slow times.
    let service = Service::start(url, catalog);
    let folder = tempfile::tempdir().unwrap();
    let pages: Vec<String> = (0..CLUSTERS).map(page_of).collect();
    assert!(Client::new(service.address).get(&pages[0]).len() > 1000);
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..5 {
        rates[0].push(runtime.block_on(store_rate(url, 1.0)));
        rates[1].push(wrk::rate(
            service.address,
            &pages,
            CLIENTS,
            1,
            folder.path(),
        ));
    }
    let [baseline, value] = rates.map(median);
    let ratio = value / baseline;
    put(
        "http_list_50",
        json!({
            "value": value.round(), "unit": "/s", "baseline": baseline.round(),
            "ratio": (ratio * 1000.0).round() / 1000.0, "budget": "at least 0.5", "holds": ratio >= 0.5,
        }),
    );
    let [lists, posts] = mixed(service.address, sizes.seconds);
    put("http_mixed_list_p99", told(lists * 1e3, "ms"));
    put("http_mixed_post_p99", told(posts * 1e3, "ms"));
    drop(service);

    let service = Service::start(url, catalog);
    let before = service.peak_mebibytes();
    let begun = Instant::now();
    let listed = Client::new(service.address).get("/v2/events?limit=-1&counts=false");
    let seconds = begun.elapsed().as_secs_f64();
    let events = listed
        .windows(6)
        .filter(|part| part == b"\"id\":\"")
        .count();
    assert!(events >= sizes.events, "{events} of {}", sizes.events);
    put("http_list_all_seconds", told(seconds, "s"));
    let memory = service.peak_mebibytes() - before;
    let mut figure = told(memory, "MiB");
    figure["budget"] = format!("under {LIST_ALL_MEMORY} MiB").into();
    figure["holds"] = (memory < LIST_ALL_MEMORY).into();
    put("http_list_all_memory", figure);
    drop(service);

    let service = Service::start(url, catalog);
    let before = service.peak_mebibytes();
    let mut idle: Vec<Client> = (0..sizes.idle)
        .map(|_| Client::new(service.address))
        .collect();
    for client in &mut idle {
        client.get("/healthz");
    }
    let page = page_of(3);
    assert!(!idle.last_mut().unwrap().get(&page).is_empty());
    // All are there still.
    for client in &mut idle {
        client.get("/healthz");
    }
    put(
        "http_idle_connections",
        told(sizes.idle as f64, "connections"),
    );
    put(
        "http_idle_memory",
        told(service.peak_mebibytes() - before, "MiB"),
    );
}

fn told(value: f64, unit: &str) -> Value {
    let value = (value * 1000.0).round() / 1000.0;
    json!({"value": value, "unit": unit, "baseline": null, "ratio": null, "budget": "none", "holds": true})
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A process of `tidings serve`, stopped when it is dropped.
struct Service {
    process: Child,
    address: SocketAddr,
}

impl Service {
    fn start(url: &str, catalog: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tidings"))
            .args([
                "serve",
                "--catalog",
                catalog,
                "--db",
                url,
                "--listen",
                "127.0.0.1:0",
            ])
            .args(["--log-level", "info"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first
            .rsplit_once("http://")
            .expect(&first)
            .1
            .parse()
            .unwrap();
        // Read on, so that it never waits for its log.
        thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }

    fn peak_mebibytes(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .unwrap();
        let kibibytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kibibytes / 1024.0
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let id = i32::try_from(self.process.id()).unwrap();
        let id = rustix::process::Pid::from_raw(id).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        self.process.wait().unwrap();
    }
}

async fn load(url: &str, events: usize) {
    let store = Store::connect(url).await.unwrap();
    let sender = StoreSender::new(store, Options::default());
    let tasks = (0..512).map(|task| {
        let sender = sender.clone();
        tokio::spawn(async move {
            for number in (task..events).step_by(512) {
                sender.send(record(number)).await.unwrap();
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    sender.shutdown().await.unwrap();
}

fn cluster(number: usize) -> Uuid {
    Uuid::from_u128((number % CLUSTERS + 1) as u128 * 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
}

fn record(number: usize) -> Record {
    let host = cluster(number * 7);
    let message = format!("Host {host} has the disk sda, number {number} of those that were seen");
    let mut record = Record::new("host_seen", "host", Severity::Info, message);
    let subjects = [
        ("cluster_id", cluster(number)),
        ("host_id", host),
        ("infra_env_id", host),
    ];
    for (name, id) in subjects {
        record.subjects.insert(name.into(), id.into());
    }
    record.props.insert("disk".into(), json!("sda"));
    record
}

fn page_of(number: usize) -> String {
    format!("/v2/events?cluster_id={}&limit=50", cluster(number))
}

async fn store_rate(url: &str, seconds: f64) -> f64 {
    let store = Store::connect(url).await.unwrap();
    let begun = Instant::now();
    let tasks = (0..CLIENTS).map(|task| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut pages = 0;
            while begun.elapsed().as_secs_f64() < seconds {
                let filter = Filter::default().subject("cluster_id", cluster(task + pages * 17));
                let query = Query {
                    limit: Some(50),
                    ..Query::new(filter)
                };
                assert!(!store.list(&query).await.unwrap().records.is_empty());
                pages += 1;
            }
            pages
        })
    });
    let mut pages = 0;
    for task in tasks.collect::<Vec<_>>() {
        pages += task.await.unwrap();
    }
    pages as f64 / begun.elapsed().as_secs_f64()
}

/// The 99th percentile, in seconds, of lists and of posts, with eight clients of each.
fn mixed(address: SocketAddr, seconds: f64) -> [f64; 2] {
    static STOP: AtomicBool = AtomicBool::new(false);
    STOP.store(false, Ordering::Relaxed);
    let client = |task: usize, posts: bool| {
        thread::spawn(move || {
            let (mut client, mut times) = (Client::new(address), Vec::new());
            while !STOP.load(Ordering::Relaxed) {
                let begun = Instant::now();
                if posts {
                    let (cluster, host) = (cluster(task), cluster(task + times.len()));
                    let body = json!({"properties": {
                        "cluster_id": cluster, "host_id": host, "infra_env_id": host, "disk": "sdb",
                    }});
                    client.post("/v2/events/host_seen", &body.to_string());
                } else {
                    client.get(&page_of(task + times.len() * 17));
                }
                times.push(begun.elapsed().as_secs_f64());
            }
            times
        })
    };
    let lists: Vec<_> = (0..8).map(|task| client(task, false)).collect();
    let posts: Vec<_> = (0..8).map(|task| client(task, true)).collect();
    thread::sleep(Duration::from_secs_f64(seconds));
    STOP.store(true, Ordering::Relaxed);
    [lists, posts].map(|clients| {
        let mut times: Vec<f64> = clients
            .into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect();
        times.sort_by(f64::total_cmp);
        times[times.len() * 99 / 100]
    })
}

fn allow_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: maximum,
            maximum,
        },
    )
    .unwrap();
}
