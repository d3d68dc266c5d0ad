//! `emit` and `list` by way of a service.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::recorded_server::RecordedServer;
use crate::sandbox::{CATALOG, Sandbox};

const CLUSTER: &str = "0d7e3c1e-59a5-4d46-9a0b-2c3f6d0a4b11";
const HOST: &str = "6e5b1c9a-5d1f-4c58-9a34-0f3c5f0d71aa";
const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJyb2xlIjoiYWRtaW4ifQ.c2lnbmF0dXJl";

const LIST: &str = r#"200 OK
Content-Type: application/json
Severity-Count-Info: 0
Severity-Count-Warning: 0
Severity-Count-Error: 2
Severity-Count-Critical: 0
Event-Count: 2
Next-Cursor: 5f0d71aa-2

[{"cluster_id":"0d7e3c1e-59a5-4d46-9a0b-2c3f6d0a4b11","host_id":"6e5b1c9a-5d1f-4c58-9a34-0f3c5f0d71aa","severity":"error",
"event_time":"2026-11-01T12:00:00.257Z","message":"Host w: failed","name":"host_bind_failed","props":"{\"host_name\":\"w\"}",
"category":"user","request_id":"r-1","id":"019a3f1e-2c00-7000-8000-000000000001","event_type":"host",
"recorded_at":"2026-11-01T12:00:01.000Z","source":"binder","order_id":7},
{"severity":"error","event_time":"2026-11-01T13:00:00.000Z","message":"of \u001b[2J the original","category":"user"}]"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    sandbox.write("token", &format!("{TOKEN}\n"));
    sandbox
}

fn emit(server: &str) -> String {
    format!(
        "emit events.yaml host_bind_failed host_id={HOST} infra_env_id={CLUSTER} host_name=w reason=full --server {server}"
    )
}

/// What a command says of one answer.
fn said_of(words: &str, answer: &str) -> String {
    let server = RecordedServer::new(&[answer]);
    let (sandbox, url) = (sandbox(), server.url());
    let said = sandbox.run(&words.replace("SERVER", &url));
    server.asked();
    said.replace(&url, "SERVER")
}

#[test]
fn a_list_looks_as_that_of_a_store() {
    assert_snapshot!("remote_table", said_of("list --server SERVER", LIST));
    assert_snapshot!(
        "remote_json",
        said_of("list --server SERVER --format json", LIST)
    );
    let nothing = "200 OK\nEvent-Count: 0\n\n[]";
    assert_snapshot!(
        "remote_nothing",
        said_of("list --server SERVER --format json", nothing)
    );
}

#[test]
fn filters_are_parameters_and_the_token_a_header() {
    let server = RecordedServer::new(&["200 OK\n\n[]"]);
    let sandbox = sandbox();
    let flags = format!(
        "--cluster-id {CLUSTER} --infra-env-id {HOST} --host-id {HOST},{CLUSTER} --cluster-level --order-id A&7 --severity \
         info,error --category metrics --message 50%_ä --name a_b,c_d --event-type host --request-id r/1 --since \
         2026-11-01T12:00:00+01:00 --until 2026-11-01T12:00:00Z --order descending --limit -1 --offset 3"
    );
    sandbox.stdout(&format!(
        "list --server {}/base/ --token-file token {flags}",
        server.url()
    ));
    let asked = server.asked().remove(0);
    assert_snapshot!("remote_parameters", asked.line.replace(['?', '&'], "\n"));
    assert!(
        asked
            .headers
            .contains(&format!("authorization: Bearer {TOKEN}"))
    );
    let plain = RecordedServer::new(&[LIST]);
    sandbox.stdout(&format!(
        "list --server {} --after start --format json",
        plain.url()
    ));
    let asked = plain.asked().remove(0);
    assert_eq!(
        asked.line,
        "GET /v2/events?categories=user&after=start&counts=false"
    );
    assert!(
        !asked
            .headers
            .iter()
            .any(|header| header.starts_with("authorization"))
    );
}

#[test]
fn an_event_is_posted_by_its_name() {
    let stored = r#"201 Created
Content-Type: application/json

{"id":"019a3f1e-2c00-7000-8000-000000000001","message":"Disk sda syncs in 1e+21 ms"}"#;
    let server = RecordedServer::new(&[stored]);
    let sandbox = sandbox();
    let mut emit = sandbox.command(&format!(
        "emit events.yaml disk_speed_measured cluster_id={CLUSTER} disk=sda sync_ms=1e21 tries=-3 trusted=true \
         api_token=hunter2 --at 2026-11-01T15:00:00+01:00 --server {}/api",
        server.url()
    ));
    let output = emit.env("TIDINGS_TOKEN", TOKEN).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "{\"id\":\"019a3f1e-2c00-7000-8000-000000000001\",\"message\":\"Disk sda syncs in 1e+21 ms\"}\n"
    );
    let asked = server.asked().remove(0);
    assert_eq!(asked.line, "POST /api/v2/events/disk_speed_measured");
    for header in [
        format!("authorization: Bearer {TOKEN}"),
        "content-type: application/json".to_owned(),
    ] {
        assert!(asked.headers.contains(&header), "{:?}", asked.headers);
    }
    assert_eq!(
        serde_json::from_str::<Value>(&asked.body).unwrap(),
        json!({"event_time": "2026-11-01T14:00:00.000000Z",
               "properties": {"cluster_id": CLUSTER, "disk": "sda", "sync_ms": 1e21, "tries": -3, "trusted": true,
                              "api_token": "hunter2"}})
    );
}

#[test]
fn a_rate_limited_event_is_told_to_be_discarded() {
    let limited = "201 Created\nTidings-Receipt: rate-limited; window=3600\n\n";
    let said = said_of(&emit("SERVER"), limited);
    assert_snapshot!("remote_rate_limited", said);
}

#[test]
fn what_is_wrong_here_is_not_sent() {
    let sandbox = sandbox();
    let said =
        sandbox.run("emit events.yaml host_bind_failed host_id=7 --server http://127.0.0.1:1");
    assert!(
        said.starts_with("exit 2\n") && said.contains("`host_id` must be a UUID"),
        "{said}"
    );
}

#[test]
fn what_the_service_refuses_is_told_in_its_words() {
    let refusals = [
        "400 Bad Request\nContent-Type: application/json\n\n{\"code\":400,\"message\":\"limit in query must be of type int64: \\\"abc\\\"\"}",
        "401 Unauthorized\n\n{\"code\":401,\"message\":\"the token has expired\"}",
        "404 Not Found\n\n{\"code\":\"404\",\"href\":\"\",\"id\":404,\"kind\":\"Error\",\"reason\":\"Object Not Found\"}",
        "503 Service Unavailable\nRetry-After: 5\n\n{\"code\":503,\"message\":\"the store is unavailable; try again\"}",
        "502 Bad Gateway\n\n<html>\u{1b}[2J</html>",
        "301 Moved Permanently\nLocation: https://events.example.com/v2/events\n\n",
        "200 OK\n\n{\"not\":\"a list\"}",
        "200 OK\n\n<html>",
        "200 OK\n\n[{\"message\":\"m\",\"event_time\":\"2026-11-01T12:00:00Z\"},",
    ];
    let said: Vec<_> = refusals
        .iter()
        .map(|answer| said_of("list --server SERVER", answer))
        .collect();
    assert_snapshot!("remote_refusals", said.join("\n"));
}

#[test]
fn who_cannot_be_reached_is_told_with_a_hint() {
    let sandbox = sandbox();
    let said = sandbox.run(&emit("http://127.0.0.1:1"));
    assert_snapshot!("remote_unreachable", said);
    // A service that goes away may have stored the event: that must not look like success.
    let server = RecordedServer::new(&["", ""]);
    let said = sandbox.run(&emit(&server.url()));
    let keys = server.asked().into_iter().map(|request| {
        let key = request
            .headers
            .iter()
            .find(|header| header.starts_with("idempotency-key: "));
        key.unwrap().clone()
    });
    let keys: Vec<_> = keys.collect();
    assert_eq!(keys[0], keys[1]);
    assert!(said.starts_with("exit 2\n"), "{said}");
    assert!(said.contains("may be stored or not"), "{said}");
}

#[test]
fn a_token_is_never_told_nor_sent_in_clear_text() {
    let sandbox = sandbox();
    sandbox.write("bad-token", "se cret\n");
    sandbox.write("empty", "\n");
    let mut said = String::new();
    for words in [
        "list --server http://events.example.com --token-file token",
        "list --server http://127.0.0.1:1 --token-file token",
        "list --server http://127.0.0.1:1 --token-file bad-token",
        "list --server http://127.0.0.1:1 --token-file empty",
        "list --server http://127.0.0.1:1 --token-file missing",
        "list --server http://127.0.0.1:1 --ca-file token",
        "list --server http://user:hunter2@127.0.0.1:1",
        "list --server events.example.com",
    ] {
        said += &format!("$ tidings {words}\n{}", sandbox.run(words));
    }
    assert!(!said.contains(TOKEN) && !said.contains("se cret"));
    assert_snapshot!("remote_tokens", said);
}

#[test]
fn one_of_store_and_server_is_wanted() {
    let sandbox = sandbox();
    for words in [
        "list",
        "list --db sqlite:events.db --server http://127.0.0.1:1",
        "list --server http://127.0.0.1:1 --schema other",
        "list --db sqlite:events.db --token-file token",
        "emit events.yaml host_bind_failed",
        "emit events.yaml host_bind_failed --server http://127.0.0.1:1 --accept-fsync-off",
    ] {
        let said = sandbox.run(words);
        assert!(
            said.starts_with("exit 2\n") && said.contains("Usage:"),
            "{words}\n{said}"
        );
    }
    let hosts =
        format!("list --server http://127.0.0.1:1 --host-id {HOST} --subject host_id={HOST}");
    assert!(sandbox.run(&hosts).contains("give hosts by `--host-id`"));
}

#[test]
fn a_subject_that_the_service_ignores_is_told() {
    for format in ["table", "json"] {
        let said = said_of(
            &format!("list --server SERVER --payment-id 7 --format {format}"),
            LIST,
        );
        assert!(said.starts_with("exit 2\n"), "{said}");
        assert!(
            said.contains("does not know the subject `payment_id`"),
            "{said}"
        );
    }
}
