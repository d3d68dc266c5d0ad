//! Starting, reading the catalog again, and ending.

use std::fs;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use tidings_server::{RateLimitsSource, StartError};

use crate::http::{Connection, Request};
use crate::on_both_stores;
use crate::service::{Backend, Service};

fn event(message: &str) -> String {
    json!({"event_time": "2026-01-02T03:04:05Z", "severity": "info", "message": message})
        .to_string()
}

/// A request of which the service has read the beginning is answered, and what it brought is stored.
fn ending_finishes_what_has_begun(backend: Backend) {
    let mut service = Service::start(backend);
    let address = service.address();
    let mut begun = Connection::open(address);
    let body = event("at last");
    let head = Request::post("/v2/events", "").header("content-length", body.len().to_string());
    begun.write(&head.header("expect", "100-continue").head());
    assert_eq!(begun.status(), 100);
    let mut idle = Connection::open(address);
    idle.write(
        &Request::get("/healthz")
            .header("connection", "keep-alive")
            .bytes(),
    );
    assert_eq!(idle.answer("GET").status, 200);
    thread::scope(|scope| {
        let ending = scope.spawn(|| service.shut_down());
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(address).is_ok() {
            assert!(Instant::now() < deadline, "it still accepts connections");
            thread::yield_now();
        }
        assert!(idle.is_closed());
        assert!(!ending.is_finished(), "it did not wait for the request");
        begun.write(body.as_bytes());
        assert_eq!(begun.answer("POST").status, 201);
    });
    let again = Service::start_with(backend, |options| options.db = service.db().to_owned());
    let listed = Request::get("/v2/events").send(again.address()).json();
    assert_eq!(
        (listed.as_array().map(Vec::len), &listed[0]["message"]),
        (Some(1), &json!("at last"))
    );
}

/// One that never comes to its end does not hold the service for ever.
#[test]
fn ending_waits_so_long() {
    let mut service = Service::start_with(Backend::Sqlite, |options| {
        options.limits.shutdown_time = Duration::from_millis(100);
    });
    let mut begun = Connection::open(service.address());
    let head = Request::post("/v2/events", "").header("content-length", "1000");
    begun.write(&head.header("expect", "100-continue").head());
    assert_eq!(begun.status(), 100);
    let began = Instant::now();
    service.shut_down();
    assert!(began.elapsed() < Duration::from_secs(30));
}

fn the_catalog_is_read_again(backend: Backend) {
    let service = Service::start(backend);
    let emit = |name: &str, properties: serde_json::Value| {
        let body = json!({"properties": properties}).to_string();
        Request::post(format!("/v2/events/{name}"), body).send(service.address())
    };
    let reload = || service.runtime().block_on(service.server().reload());
    let old = fs::read_to_string(service.catalog()).unwrap();
    assert_eq!(
        emit("parcel_was_sent", json!({"parcel_id": "p"})).status,
        404
    );

    let new = "
- name: parcel_was_sent
  message: \"Parcel {parcel_id} sent\"
  event_type: parcel
  severity: info
  properties: { parcel_id: string }
";
    let declared = "  parcel: { requires: [parcel_id], owner: [parcel_id] }\n\nx-events:";
    let changed = old.replacen("\nx-events:", declared, 1) + new;
    fs::write(service.catalog(), &changed).unwrap();
    // Only when it is told to.
    assert_eq!(
        emit("parcel_was_sent", json!({"parcel_id": "p"})).status,
        404
    );
    reload().unwrap();
    let emitted = emit("parcel_was_sent", json!({"parcel_id": "p"}));
    assert_eq!(
        (emitted.status, &emitted.json()["message"]),
        (201, &json!("Parcel p sent"))
    );
    let listed = Request::get("/v2/events?parcel_id=p")
        .send(service.address())
        .json();
    assert_eq!(listed[0]["parcel_id"], "p");
    let catalog = Request::get("/v2/catalog").send(service.address());
    assert!(catalog.text().contains("parcel_was_sent"));
    assert!(
        Request::get("/openapi.json")
            .send(service.address())
            .text()
            .contains("parcel_id")
    );

    for broken in ["x-events: [", "x-events:\n- name: Bad Name\n", "", "\u{0}"] {
        fs::write(service.catalog(), broken).unwrap();
        let error = reload().expect_err("a broken catalog");
        assert!(error.to_string().contains("events.yaml"), "{error}");
        assert_eq!(
            emit("parcel_was_sent", json!({"parcel_id": "q"})).status,
            201
        );
    }
    fs::remove_file(service.catalog()).unwrap();
    assert!(reload().is_err());
    assert_eq!(
        emit("parcel_was_sent", json!({"parcel_id": "r"})).status,
        201
    );

    // What was stored of an event that has gone stays.
    fs::write(service.catalog(), &old).unwrap();
    reload().unwrap();
    assert_eq!(
        emit("parcel_was_sent", json!({"parcel_id": "p"})).status,
        404
    );
    assert_eq!(
        Request::get("/v2/events")
            .send(service.address())
            .header("event-count"),
        Some("6")
    );
}

fn refused(change: impl FnOnce(&mut tidings_server::ServerOptions)) -> String {
    match Service::try_start(Backend::Sqlite, change) {
        Ok(_) => panic!("the service started"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn without_authentication_only_on_loopback() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let listen = address.parse().unwrap();
        let told = refused(|options| options.listen = listen);
        assert_eq!(
            told,
            format!(
                "refuses to listen on {address} without authentication: use `--auth jwt`, a loopback address, or \
                 `--insecure-listen`"
            )
        );
    }
    let open = Service::start_with(Backend::Sqlite, |options| {
        options.listen = "0.0.0.0:0".parse().unwrap();
        options.insecure_listen = true;
    });
    assert_eq!(open.address().ip().to_string(), "0.0.0.0");
}

#[test]
fn bad_rate_limits_stop_the_start() {
    let told = |text: &str| {
        let source = RateLimitsSource::Environment(text.to_owned());
        refused(|options| options.rate_limits = Some(source))
    };
    let check = |text: &str, begin: &str| {
        let told = told(text);
        assert!(told.starts_with(begin), "{told}");
        assert!(!told.contains('\n'), "{told}");
    };
    check("{", "failed to parse EVENT_RATE_LIMITS json {: ");
    check("[]", "failed to parse EVENT_RATE_LIMITS json []: ");
    check(
        "nonsense",
        "failed to parse EVENT_RATE_LIMITS json nonsense: ",
    );
    let duration = "invalid duration for event 'disk_speed_degraded' in EVENT_RATE_LIMITS: ";
    for (value, shown) in [
        ("\"soon\"", "soon"),
        ("5", "5"),
        ("\"5\"", "5"),
        ("\"-5m\"", "-5m"),
        ("null", "null"),
    ] {
        check(
            &format!("{{\"disk_speed_degraded\": {value}}}"),
            &format!("{duration}{shown}: "),
        );
    }
    // An unknown name is a warning alone.
    crate::log::keep();
    let unknown = RateLimitsSource::Environment("{\"frob_was_done\": \"5m\"}".to_owned());
    let service = Service::start_with(Backend::Sqlite, |options| {
        options.rate_limits = Some(unknown)
    });
    assert_eq!(Request::get("/readyz").send(service.address()).status, 200);
    let log = crate::log::text();
    assert!(
        log.lines()
            .any(|line| line.contains(" WARN ") && line.contains("frob_was_done")),
        "{log}"
    );
}

#[test]
fn what_else_stops_the_start() {
    let catalog = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("broken.yaml");
        fs::write(&path, text).unwrap();
        refused(|options| options.catalog = vec![path])
    };
    assert!(catalog("x-events: [").contains("broken.yaml"));
    for base in ["events", "/a b", "/a//b", "/{x}", "/a?b"] {
        let told = refused(|options| options.base_path = base.to_owned());
        assert_eq!(
            told, "invalid --base-path: must be a path, as /api/assisted-install",
            "{base}"
        );
    }
    let told = refused(|options| options.cors_origins = vec!["console.example.com".to_owned()]);
    assert!(
        told.starts_with("invalid --cors-origin: `console.example.com` must be an origin"),
        "{told}"
    );
    let service = Service::start(Backend::Sqlite);
    let taken = service.address();
    match Service::try_start(Backend::Sqlite, |options| options.listen = taken) {
        Err(error @ StartError::Listen { .. }) => {
            assert_eq!(
                error.to_string(),
                format!("cannot listen on {taken} (`--listen`)")
            )
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("two services listen on {taken}"),
    }
}

on_both_stores!(ending_finishes_what_has_begun, the_catalog_is_read_again);
