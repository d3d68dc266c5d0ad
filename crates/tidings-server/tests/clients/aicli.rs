//! A command line that others built on the client.
//!
//! It looks up every cluster by `GET /v2/clusters`, which belongs to another service; here that stands in front of the
//! events service, as a reverse proxy would have it, and answers this one route. All else goes through unchanged.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use serde_json::{Value, json};

use crate::service::{Backend, Service};
use crate::{python, token};

const CLUSTER: &str = "11111111-1111-4111-8111-111111111111";
const BASE: &str = "/api/assisted-install";

/// Ends with the process.
fn in_front_of(service: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || pass(client, service));
        }
    });
    address
}

/// Answers one request, and ends the connection.
fn pass(mut client: TcpStream, service: SocketAddr) {
    let mut reader = BufReader::new(client.try_clone().unwrap());
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if reader.read_until(b'\n', &mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let head = String::from_utf8(head).unwrap();
    let answer = if head.starts_with(&format!("GET {BASE}/v2/clusters ")) {
        let clusters = json!([{"id": CLUSTER, "name": "dresden"}]).to_string();
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{clusters}",
            clusters.len()
        )
        .into_bytes()
    } else {
        // These requests have no body.
        let request = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
        let mut behind = TcpStream::connect(service).unwrap();
        behind.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        behind.read_to_end(&mut answer).unwrap();
        answer
    };
    client.write_all(&answer).unwrap();
}

/// Posts by the client, since `aicli` itself only reads.
const POST: &str = r#"
import datetime, os, sys
from assisted_service_client import ApiClient, Configuration, Event, EventsApi
configuration = Configuration()
configuration.host = sys.argv[1]
configuration.api_key = {"X-Secret-Key": os.environ["ADMIN"]}
for cluster, message in (sys.argv[2], "host \u00e4 was bound"), ("22222222-2222-4222-8222-222222222222", "not ours"):
    now = datetime.datetime.now(datetime.timezone.utc)
    event = Event(message=message, severity="warning", event_time=now, cluster_id=cluster, name="host_bound")
    EventsApi(ApiClient(configuration)).v2_trigger_event(event)
"#;

fn check(backend: Backend, asks_for_tokens: bool) {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start_with(backend, |options| {
        options.base_path = BASE.to_owned();
        if asks_for_tokens {
            options.auth = token::asked_for(folder.path());
        }
    });
    let url = format!("http://{}", in_front_of(service.address()));
    let admin = token::of(json!({"role": "admin"}));
    let mut post = python::program("python");
    post.args([
        "-c",
        POST,
        &format!("http://{}{BASE}", service.address()),
        CLUSTER,
    ]);
    post.env("ADMIN", &admin);
    python::run(post);

    let list = |arguments: &[&str]| {
        let mut list = python::program("aicli");
        // It keeps a folder in the user's home.
        list.env("HOME", folder.path());
        // It sends the header as it finds it here.
        list.env("AI_TOKEN", format!("Bearer {admin}"));
        list.args(["--url", &url]).args(arguments);
        python::run(list)
    };
    for cluster in ["dresden", CLUSTER] {
        let table = list(&["list", "event", cluster]);
        assert!(table.contains("host \u{e4} was bound"), "{table}");
        assert!(!table.contains("not ours"), "{table}");
    }
    let raw = list(&["list", "event", "--raw", CLUSTER]);
    let line = raw.lines().find(|line| line.starts_with('{'));
    let event = line.expect("an event").replace('\'', "\"");
    let event: Value = serde_json::from_str(&event).unwrap();
    assert_eq!(event["name"], "host_bound");
    assert_eq!(event["severity"], "warning");
}

#[test]
fn lists_events_of_a_cluster_on_sqlite() {
    check(Backend::Sqlite, false);
}

#[test]
fn lists_events_of_a_cluster_on_postgres() {
    check(Backend::Postgres, true);
}
