//! What is no HTTP, or HTTP that two programs might read differently: at most one request is seen in it.

use std::time::Duration;

use crate::http::{Connection, Request};
use crate::judge::is_answered;
use crate::log;
use crate::service::{Backend, Service};

const EVENT: &str =
    r#"{"event_time":"2026-01-02T03:04:05Z","severity":"info","message":"smuggled"}"#;

fn inner() -> String {
    let length = EVENT.len();
    format!(
        "POST /v2/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{EVENT}"
    )
}

/// It soon closes connections on which nothing comes.
fn start() -> Service {
    Service::start_with(Backend::Sqlite, |options| {
        options.limits.idle_time = Duration::from_millis(500);
        options.limits.request_time = Duration::from_millis(500);
    })
}

/// Within the body of another request, as one of its two lengths has it.
fn smuggled() -> Vec<String> {
    let inner = inner();
    let post = |headers: &str, body: &str| {
        format!(
            "POST /v2/records HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{headers}\r\n{body}"
        )
    };
    let length = inner.len() + 5;
    vec![
        post(
            &format!("content-length: {length}\r\ntransfer-encoding: chunked\r\n"),
            &format!("0\r\n\r\n{inner}"),
        ),
        post(
            &format!("transfer-encoding: chunked\r\ncontent-length: {length}\r\n"),
            &format!("0\r\n\r\n{inner}"),
        ),
        post("content-length: 0\r\ncontent-length: 4\r\n", &inner),
        post("content-length: 0, 4\r\n", &inner),
        post("content-length: +0\r\n", &inner),
        post("content-length: -1\r\n", &inner),
        post("content-length: 0x0\r\n", &inner),
        post("transfer-encoding: xchunked\r\n", &inner),
        post("transfer-encoding: chunked, identity\r\n", &inner),
        post(
            "transfer-encoding: \u{b}chunked\r\n",
            &format!("0\r\n\r\n{inner}"),
        ),
        post(
            "transfer-encoding : chunked\r\n",
            &format!("0\r\n\r\n{inner}"),
        ),
        post("x: y\r\n content-length: 0\r\n", &inner),
        post("transfer-encoding: chunked\r\n", &format!("zz\r\n{inner}")),
        post(
            "transfer-encoding: chunked\r\n",
            &format!("ffffffffffffffffff\r\n{inner}"),
        ),
        post("transfer-encoding: chunked\r\n", &format!("-1\r\n{inner}")),
    ]
}

#[test]
fn requests_are_not_smuggled() {
    log::keep();
    let service = start();
    for bytes in smuggled() {
        let mut connection = Connection::open(service.address());
        connection.write(bytes.as_bytes());
        let answer = String::from_utf8_lossy(&connection.rest()).into_owned();
        let is_refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
        assert!(is_refused, "{bytes}\n{answer}");
        let listed = Request::get("/v2/events").send(service.address());
        assert_eq!(listed.header("event-count"), Some("0"), "{bytes}\n{answer}");
    }
    // Alone it is one.
    let mut connection = Connection::open(service.address());
    connection.write(inner().as_bytes());
    assert_eq!(connection.answer("POST").status, 201);
    is_answered(&service);
}

#[test]
fn what_is_no_http() {
    log::keep();
    let service = start();
    let no_http: [&[u8]; 12] = [
        b"",
        b"\r\n\r\n",
        b"\0\0\0\0",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /v2/events\r\n\r\n",
        b"GET /v2/events HTTP/9.9\r\nhost: localhost\r\n\r\n",
        b"GET  /v2/events HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET v2/events HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET /v2/events HTTP/1.1\r\nhost\r\n\r\n",
        b"GET /v2/events HTTP/1.1\r\n: a\r\nhost: localhost\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ];
    for bytes in no_http {
        let mut connection = Connection::open(service.address());
        connection.write(bytes);
        let answer = connection.rest();
        let is_refused = answer.is_empty() || answer.starts_with(b"HTTP/1.1 4");
        assert!(
            is_refused,
            "{}: {}",
            bytes.escape_ascii(),
            answer.escape_ascii()
        );
    }
    // A client may ask for a proxy's form of the target, and end its lines with a line feed alone.
    for (bytes, status) in [
        (&b"GET http://localhost/v2/events HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"[..], "HTTP/1.1 200"),
        (b"GET /v2/events HTTP/1.1\r\nconnection: close\r\n\r\n", "HTTP/1.1 403"),
        (b"GET /v2/events HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\nconnection: close\r\n\r\n", "HTTP/1.1 403"),
        (b"GET http://evil.example/v2/events HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n", "HTTP/1.1 403"),
        (b"GET /v2/events HTTP/1.0\r\nhost: localhost\r\n\r\n", "HTTP/1.0 200"),
    ] {
        let mut connection = Connection::open(service.address());
        connection.write(bytes);
        let answer = connection.rest();
        assert!(answer.starts_with(status.as_bytes()), "{}: {}", bytes.escape_ascii(), answer.escape_ascii());
    }
    is_answered(&service);
}
