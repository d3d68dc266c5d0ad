//! `--auth none`, "against web pages on the same machine".

use serde_json::json;
use tidings_server::{AuthOptions, Server, ServerOptions};

use super::tenants::{CLUSTER_A, event};
use crate::harness::{Service, Setup, Store};
use crate::model::catalog::BUILTIN;

fn service() -> Service {
    Service::start(Store::Sqlite, Setup::new(BUILTIN.yaml).without_auth())
}

#[test]
fn everybody_is_an_admin() {
    let service = service();
    let body = event(&json!({"cluster_id": CLUSTER_A}));
    service
        .post("/v2/events?keep_event_time=true")
        .json(&body)
        .send()
        .expect(201);
    assert_eq!(service.get("/v2/events").send().expect(200).ids().len(), 1);
    let subject = format!("/v2/subjects/cluster/{CLUSTER_A}");
    service
        .put(&subject)
        .json(&json!({"org": "org-a"}))
        .send()
        .expect(201);
}

#[test]
fn bodies_must_be_json() {
    let service = service();
    let text = event(&json!({})).to_string();
    for path in [
        "/v2/events",
        "/v2/events/cluster_was_measured",
        "/v2/records",
    ] {
        let call = || service.post(path).body(text.clone());
        for content_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=a",
            "application/jsonx",
        ] {
            call()
                .header("Content-Type", content_type)
                .send()
                .expect(415);
        }
        call().send().expect(415);
    }
    let subject = format!("/v2/subjects/cluster/{CLUSTER_A}");
    service
        .put(&subject)
        .header("Content-Type", "text/plain")
        .body("{}")
        .send()
        .expect(415);
    let with_charset = service
        .post("/v2/events")
        .header("Content-Type", "application/json; charset=utf-8");
    with_charset.body(text).send().expect(201);
    assert_eq!(service.get("/v2/events").send().expect(200).ids().len(), 1);
}

#[test]
fn the_host_must_be_this_machine_or_a_public_one() {
    let setup = Setup::new(BUILTIN.yaml).without_auth();
    let setup =
        setup.adjust(|options| options.public_hosts = vec!["events.example.com".to_owned()]);
    let service = Service::start(Store::Sqlite, setup);
    let port = service.address().port();
    let status = |host: &str| service.get("/v2/events").header("Host", host).send().status;
    for host in ["localhost", "127.0.0.1", "[::1]", "events.example.com"] {
        assert_eq!(status(host), 200, "{host}");
        assert_eq!(status(&format!("{host}:{port}")), 200, "{host} with a port");
    }
    for host in [
        "evil.example.com",
        "localhost.evil.example.com",
        "events.example.com.evil.org",
        "127.0.0.1.evil.org",
        "10.0.0.1",
    ] {
        let answer = service.get("/v2/events").header("Host", host).send();
        assert!(
            (400..500).contains(&answer.status),
            "{host}: {}",
            answer.status
        );
        assert_eq!(answer.complaint(), None);
    }
}

/// "CORS is off unless origins are listed"
#[test]
fn other_pages_may_not_read() {
    let origin = "http://pages.example.com";
    let quiet = service();
    let answer = quiet.get("/v2/events").header("Origin", origin).send();
    assert_eq!(answer.header("Access-Control-Allow-Origin"), None);
    let setup = Setup::new(BUILTIN.yaml).without_auth();
    let setup =
        setup.adjust(|options| options.cors_origins = vec!["http://pages.example.com".to_owned()]);
    let open = Service::start(Store::Sqlite, setup);
    let answer = open
        .get("/v2/events")
        .header("Origin", origin)
        .send()
        .expect(200);
    assert_eq!(answer.header("Access-Control-Allow-Origin"), Some(origin));
    let exposed = answer
        .header("Access-Control-Expose-Headers")
        .unwrap()
        .to_lowercase();
    for header in [
        "event-count",
        "severity-count-info",
        "severity-count-critical",
    ] {
        assert!(exposed.contains(header), "{exposed}");
    }
    let other = open
        .get("/v2/events")
        .header("Origin", "http://evil.example.com")
        .send();
    assert_ne!(
        other.header("Access-Control-Allow-Origin"),
        Some("http://evil.example.com")
    );
    assert_ne!(other.header("Access-Control-Allow-Origin"), Some("*"));
}

/// "refuses to listen on anything but loopback unless `--insecure-listen` is given"
#[test]
fn only_loopback_is_listened_on() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let catalog = folder.path().join("events.yaml");
    std::fs::write(&catalog, BUILTIN.yaml).unwrap();
    let url = format!("sqlite:{}", folder.path().join("events.db").display());
    let options = |insecure_listen| {
        let mut options = ServerOptions::new(&url, &catalog);
        options.auth = AuthOptions::None;
        options.listen = "0.0.0.0:0".parse().unwrap();
        options.insecure_listen = insecure_listen;
        options
    };
    let Err(error) = runtime.block_on(Server::start(options(false))) else {
        panic!("it listens on every address")
    };
    assert!(error.to_string().contains("insecure"), "{error}");
    let server = runtime.block_on(Server::start(options(true))).unwrap();
    runtime.block_on(server.shutdown());
}
