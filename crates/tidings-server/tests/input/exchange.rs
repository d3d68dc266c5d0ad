//! Methods, web pages of other origins, compression, and the ids of requests.

use std::io::Read;

use serde_json::json;

use crate::http::Request;
use crate::on_both_stores;
use crate::service::{Backend, Service};

fn event(message: &str) -> String {
    json!({"event_time": "2026-01-02T03:04:05Z", "severity": "info", "message": message})
        .to_string()
}

#[test]
fn methods() {
    let service = Service::start(Backend::Sqlite);
    let allowed = [
        ("/v2/events", "GET,HEAD,POST"),
        ("/v2/events/order_was_placed", "GET,HEAD,POST"),
        ("/v2/records", "POST"),
        (
            "/v2/subjects/cluster/11111111-1111-4111-8111-111111111111",
            "DELETE,GET,HEAD,PUT",
        ),
        ("/v2/catalog", "GET,HEAD"),
        ("/healthz", "GET,HEAD"),
    ];
    for (path, methods) in allowed {
        for method in ["PATCH", "TRACE", "PROPFIND", "OPTIONS"] {
            let answer = Request::new(method, path).send(service.address());
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(
                answer.message(),
                format!("method {method} is not allowed here")
            );
            let mut told: Vec<&str> = answer
                .header("allow")
                .expect("Allow")
                .split(',')
                .map(str::trim)
                .collect();
            told.sort_unstable();
            assert_eq!(told.join(","), methods, "{path}");
        }
    }
}

#[test]
fn heads() {
    let service = Service::start(Backend::Sqlite);
    assert_eq!(
        Request::post("/v2/events", event("m"))
            .send(service.address())
            .status,
        201
    );
    for path in [
        "/v2/events",
        "/v2/events?limit=-1",
        "/v2/catalog",
        "/healthz",
        "/openapi.json",
    ] {
        let (get, head) = (Request::get(path), Request::new("HEAD", path));
        let (get, head) = (get.send(service.address()), head.send(service.address()));
        assert_eq!(
            (get.status, head.status, head.body.len()),
            (200, 200, 0),
            "{path}"
        );
        for name in [
            "content-type",
            "event-count",
            "severity-count-info",
            "cache-control",
        ] {
            assert_eq!(get.header(name), head.header(name), "{path} {name}");
        }
    }
}

#[test]
fn what_is_not_there() {
    let service = Service::start_with(Backend::Sqlite, |options| {
        options.base_path = "/api/events".to_owned()
    });
    let unknown = json!({"code": "404", "href": "", "id": 404, "kind": "Error", "reason": "Object Not Found"});
    for path in [
        "/",
        "/v2/events",
        "/api/events",
        "/api/events/v2",
        "/api/events/v2/events/",
        "/api/events//v2/events",
    ] {
        let answer = Request::get(path).send(service.address());
        assert_eq!(
            (answer.status, answer.json()),
            (404, unknown.clone()),
            "{path}"
        );
    }
    assert_eq!(
        Request::get("/api/events/v2/events")
            .send(service.address())
            .status,
        200
    );
    assert_eq!(Request::get("/healthz").send(service.address()).status, 200);
}

const CONSOLE: &str = "https://console.example.com";

#[test]
fn pages_of_listed_origins_may_call() {
    let service = Service::start_with(Backend::Sqlite, |options| {
        options.cors_origins = vec![CONSOLE.to_owned()]
    });
    let preflight = |origin: &str| {
        Request::new("OPTIONS", "/v2/events")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "content-type,authorization",
            )
            .send(service.address())
    };
    let answer = preflight(CONSOLE);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some(CONSOLE));
    assert!(
        answer
            .header("access-control-allow-methods")
            .unwrap()
            .contains("POST")
    );
    assert!(
        answer
            .header("access-control-allow-headers")
            .unwrap()
            .contains("content-type")
    );
    for other in [
        "https://evil.example",
        "null",
        "https://console.example.com.evil.example",
        "http://console.example.com",
    ] {
        assert_eq!(
            preflight(other).header("access-control-allow-origin"),
            None,
            "{other}"
        );
    }
    let listed = Request::get("/v2/events")
        .header("origin", CONSOLE)
        .send(service.address());
    assert_eq!(listed.header("access-control-allow-origin"), Some(CONSOLE));
    let exposed = listed
        .header("access-control-expose-headers")
        .unwrap()
        .to_ascii_lowercase();
    for name in [
        "event-count",
        "severity-count-info",
        "severity-count-critical",
        "next-cursor",
        "tidings-receipt",
    ] {
        assert!(
            exposed.split(',').any(|one| one.trim() == name),
            "{name} in {exposed}"
        );
    }
}

#[test]
fn pages_of_other_origins_may_not() {
    let service = Service::start(Backend::Sqlite);
    let preflight = Request::new("OPTIONS", "/v2/events").header("origin", CONSOLE);
    let answer = preflight
        .header("access-control-request-method", "POST")
        .send(service.address());
    assert_eq!(answer.status, 405);
    let listed = Request::get("/v2/events")
        .header("origin", CONSOLE)
        .send(service.address());
    for answer in [answer, listed] {
        assert!(
            answer
                .headers
                .iter()
                .all(|(name, _)| !name.starts_with("access-control")),
            "{:?}",
            answer.headers
        );
    }
    // Nor by a name of their own for this machine.
    for host in ["evil.example", "", "localhost.evil.example", "10.0.0.1"] {
        let answer = Request::get("/v2/events")
            .header("host", host)
            .send(service.address());
        assert_eq!(answer.status, 403, "{host}");
    }
}

fn compressed(backend: Backend) {
    let service = Service::start(backend);
    for number in 0..50 {
        let posted =
            Request::post("/v2/events", event(&format!("event {number}"))).send(service.address());
        assert_eq!(posted.status, 201);
    }
    for query in ["", "?limit=-1"] {
        let plain = Request::get(format!("/v2/events{query}")).send(service.address());
        let zipped =
            Request::get(format!("/v2/events{query}")).header("accept-encoding", "gzip, br");
        let zipped = zipped.send(service.address());
        assert_eq!(
            (
                plain.header("content-encoding"),
                zipped.header("content-encoding")
            ),
            (None, Some("gzip"))
        );
        assert!(zipped.body.len() * 3 < plain.body.len());
        let mut unzipped = Vec::new();
        flate2::read::GzDecoder::new(&*zipped.body)
            .read_to_end(&mut unzipped)
            .unwrap();
        assert_eq!(unzipped, plain.body);
        assert_eq!(zipped.header("event-count"), Some("50"));
    }
}

fn ids_of_requests(backend: Backend) {
    let service = Service::start(backend);
    let longest = "a".repeat(128);
    for good in ["r-1", "a/b?c=d&\"{}\\", &longest] {
        let posted = Request::post("/v2/events", event("m"))
            .header("x-request-id", good)
            .send(service.address());
        assert_eq!(
            (posted.status, posted.header("x-request-id")),
            (201, Some(good))
        );
        let target = format!(
            "/v2/events?request_id={}",
            crate::hostile::encoded(good.as_bytes())
        );
        let listed = Request::get(target).send(service.address()).json();
        assert_eq!(listed.as_array().map(Vec::len), Some(1));
        assert_eq!(listed[0]["request_id"], good);
    }
    let too_long = "a".repeat(129);
    for bad in ["", "a b", "\u{e9}", &too_long] {
        let posted = Request::post("/v2/events", event("m"))
            .header("x-request-id", bad)
            .send(service.address());
        let given = posted.header("x-request-id").unwrap();
        assert!(
            tidings::Uuid::parse_str(given).is_ok(),
            "{bad} became {given}"
        );
        let listed = Request::get(format!("/v2/events?request_id={given}"))
            .send(service.address())
            .json();
        assert_eq!(listed.as_array().map(Vec::len), Some(1), "{bad}");
    }
    for (path, status) in [
        ("/nowhere", 404),
        ("/v2/events?limit=x", 400),
        ("/healthz", 200),
        ("/metrics", 200),
    ] {
        let answer = Request::get(path)
            .header("x-request-id", "mine")
            .send(service.address());
        assert_eq!(
            (answer.status, answer.header("x-request-id")),
            (status, Some("mine")),
            "{path}"
        );
    }
}

on_both_stores!(compressed, ids_of_requests);
