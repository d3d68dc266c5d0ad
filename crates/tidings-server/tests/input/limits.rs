//! How much a client may send, how slowly, and how many at once.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::http::{Connection, Request};
use crate::on_both_stores;
use crate::service::{Backend, Service};

fn event(message: &str) -> String {
    json!({"event_time": "2026-01-02T03:04:05Z", "severity": "info", "message": message})
        .to_string()
}

fn body_size(backend: Backend) {
    let service = Service::start_with(backend, |options| options.limits.max_body = 10_000);
    let fits = event(&"m".repeat(10_000 - event("").len()));
    assert_eq!(fits.len(), 10_000);
    assert_eq!(
        Request::post("/v2/events", &fits)
            .send(service.address())
            .status,
        201
    );
    for path in ["/v2/events", "/v2/events/order_was_placed", "/v2/records"] {
        let answer = Request::post(path, fits.clone() + " ").send(service.address());
        assert_eq!(answer.status, 413, "{path}: {}", answer.text());
        assert_eq!(answer.message(), "the body is larger than 10000 bytes");
    }
    // One that says how long it is, and one that does not, of which nothing more need come.
    let mut told = Connection::open(service.address());
    let head = Request::post("/v2/events", "").header("content-length", "99999999999");
    told.write(&head.head());
    assert_eq!(told.answer("POST").status, 413);
    let mut chunked = Connection::open(service.address());
    let head = Request::new("POST", "/v2/events").header("transfer-encoding", "chunked");
    chunked.write(&head.header("content-type", "application/json").head());
    chunked.write(format!("4000\r\n{}\r\n", " ".repeat(0x4000)).as_bytes());
    assert_eq!(chunked.answer("POST").status, 413);
}

fn a_message_of_any_length(backend: Backend) {
    let service = Service::start(backend);
    // The default limit is 8 MiB.
    let message = "\u{e4}".repeat(4_000_000);
    assert_eq!(
        Request::post("/v2/events", event(&message))
            .send(service.address())
            .status,
        201
    );
    let listed = Request::get("/v2/events").send(service.address()).json();
    assert_eq!(listed[0]["message"], message);
    let larger = event(&"m".repeat(8 * 1024 * 1024));
    assert_eq!(
        Request::post("/v2/events", larger)
            .send(service.address())
            .status,
        413
    );
}

fn content_type(backend: Backend) {
    let service = Service::start(backend);
    let post = |content_type: Option<&str>| {
        let request = Request::new("POST", "/v2/events").body(event("m"));
        let request = content_type.map_or(request.clone(), |given| {
            request.header("content-type", given)
        });
        request.send(service.address())
    };
    for good in [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;x=y",
    ] {
        assert_eq!(post(Some(good)).status, 201, "{good}");
    }
    // Those that a web page may send without being asked, above all.
    for bad in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
        "application/jsonx",
    ] {
        let answer = post(Some(bad));
        assert_eq!(answer.status, 415, "{bad}");
        assert_eq!(answer.message(), "Content-Type must be application/json");
    }
    assert_eq!(post(None).status, 415);
    let zipped = Request::post("/v2/events", event("m")).header("content-encoding", "gzip");
    assert_eq!(zipped.send(service.address()).status, 415);
}

#[test]
fn headers() {
    let service = Service::start(Backend::Sqlite);
    let mut many = Request::get("/v2/events");
    for number in 0..5_000 {
        many = many.header(&format!("x-{number}"), "1");
    }
    let large = Request::get("/v2/events").header("x-large", "a".repeat(100_000));
    let target = Request::get(format!("/v2/events?message={}", "a".repeat(70_000)));
    for (request, statuses) in [
        (many, [431, 400]),
        (large, [431, 400]),
        (target, [414, 431]),
    ] {
        let answer = request.send(service.address());
        assert!(statuses.contains(&answer.status), "{}", answer.status);
    }
    assert_eq!(Request::get("/healthz").send(service.address()).status, 200);
}

#[test]
fn a_slow_body() {
    let service = Service::start_with(Backend::Sqlite, |options| {
        options.limits.request_time = Duration::from_millis(200);
    });
    let mut slow = Connection::open(service.address());
    slow.write(
        &Request::post("/v2/events", "")
            .header("content-length", "100")
            .head(),
    );
    slow.write(b"{\"message\": ");
    let answer = slow.answer("POST");
    assert_eq!(answer.status, 408);
    assert_eq!(answer.message(), "the body took too long to come");
    assert!(
        slow.is_closed(),
        "its rest would be taken for another request"
    );
}

#[test]
fn slow_headers() {
    let service = Service::start_with(Backend::Sqlite, |options| {
        options.limits.idle_time = Duration::from_millis(200);
    });
    let mut slow = Connection::open(service.address());
    slow.write(b"GET /healthz HTTP/1.1\r\nhost: local");
    let begun = Instant::now();
    assert!(slow.is_closed());
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[test]
fn idle_connections() {
    let service = Service::start_with(Backend::Sqlite, |options| {
        options.limits.idle_time = Duration::from_millis(200);
    });
    let mut kept = Connection::open(service.address());
    let request = Request::get("/healthz").header("connection", "keep-alive");
    for _ in 0..2 {
        kept.write(&request.bytes());
        assert_eq!(kept.answer("GET").status, 200);
    }
    let mut silent = Connection::open(service.address());
    assert!(kept.is_closed() && silent.is_closed());
}

/// Somebody's lock holds the store up; the client is told, and its connection is of use again.
#[test]
fn a_slow_answer() {
    let service = Service::start_with(Backend::Postgres, |options| {
        options.limits.request_time = Duration::from_millis(200);
    });
    let mut psql = Command::new(testbed::postgres::program("psql"))
        .args(["--quiet", "--no-psqlrc", "--dbname", service.db()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut locking = psql.stdin.take().unwrap();
    locking
        .write_all(b"BEGIN; LOCK TABLE tidings.events;\n\\echo locked\n")
        .unwrap();
    let mut said = String::new();
    BufReader::new(psql.stdout.take().unwrap())
        .read_line(&mut said)
        .unwrap();
    assert_eq!(said, "locked\n");
    let mut connection = Connection::open(service.address());
    let request = Request::get("/v2/events").header("connection", "keep-alive");
    connection.write(&request.bytes());
    let answer = connection.answer("GET");
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (503, Some("5"))
    );
    let told = "the request took too long; try again, or ask for less";
    assert_eq!(answer.message(), told);
    drop(locking);
    assert!(psql.wait().unwrap().success());
    connection.write(&request.bytes());
    assert_eq!(connection.answer("GET").status, 200);
}

/// Requests that wait for their bodies take all the places there are; the next is told when to come again.
#[test]
fn requests_at_once() {
    let service = Service::start_with(Backend::Sqlite, |options| options.limits.max_requests = 2);
    let mut waiting: Vec<Connection> = (0..2)
        .map(|_| {
            let mut connection = Connection::open(service.address());
            let head = Request::post("/v2/events", "")
                .header("content-length", event("m").len().to_string());
            // It says `100 Continue` once it reads the body, and so has its place.
            connection.write(&head.header("expect", "100-continue").head());
            assert_eq!(connection.status(), 100);
            connection
        })
        .collect();
    let answer = Request::get("/v2/events").send(service.address());
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(answer.message(), "too many requests at once; try again");
    // Who watches the service sees that it lives.
    assert_eq!(Request::get("/healthz").send(service.address()).status, 200);
    for connection in &mut waiting {
        connection.write(event("m").as_bytes());
        assert_eq!(connection.answer("POST").status, 201);
    }
    let answer = Request::get("/v2/events").send(service.address());
    assert_eq!(
        (answer.status, answer.header("event-count")),
        (200, Some("2"))
    );
}

on_both_stores!(body_size, a_message_of_any_length, content_type);
