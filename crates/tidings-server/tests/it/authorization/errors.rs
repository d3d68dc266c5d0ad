//! "When several apply: 401 (two credentials: 400), then 403, then 400 for parameters or body, then the scope's 404."

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use super::tenants::{CLUSTER_A, CLUSTER_B, Tenants};
use crate::harness::{Service, Setup, Store, Token, on_each_store};
use crate::model::catalog::BUILTIN;

on_each_store! {
    no_token_comes_first
    two_credentials_are_a_bad_request
    what_one_may_not_comes_before_what_is_invalid
    what_is_invalid_comes_before_the_scope
    health_needs_no_token
    what_is_unknown_is_not_found
    a_connection_outlives_a_refusal_or_is_said_to_end
}

fn no_token_comes_first(store: Store) {
    let tenants = Tenants::start(store);
    let service = &tenants.service;
    for path in [
        "/v2/events",
        "/v2/events?order=sideways",
        "/v2/catalog",
        "/v2/subjects/cluster/zz",
        "/v2/events/zz",
    ] {
        service.get(path).send().expect(401);
        service.get(path).token("nonsense").send().expect(401);
    }
    service
        .post("/v2/events")
        .json(&json!({}))
        .send()
        .expect(401);
    service
        .post("/v2/events?keep_event_time=true")
        .json(&json!({}))
        .token("nonsense")
        .send()
        .expect(401);
    service
        .post("/v2/records")
        .json(&json!({}))
        .send()
        .expect(401);
    service
        .put("/v2/subjects/cluster/zz")
        .json(&json!([]))
        .send()
        .expect(401);
    service.delete("/v2/subjects/cluster/zz").send().expect(401);
}

fn two_credentials_are_a_bad_request(store: Store) {
    let tenants = Tenants::start(store);
    let token = Token::admin().sign();
    let twice = || tenants.service.get("/v2/events").token(&token);
    // The same token twice, too, and a bad one beside a good one.
    twice().header("X-Secret-Key", &token).send().expect(400);
    twice()
        .header("Watcher-Authorization", "nonsense")
        .send()
        .expect(400);
    twice().query("api_key", &token).send().expect(400);
    let call = tenants.service.get("/v2/events").query("api_key", &token);
    call.query("api_key", &token).send().expect(400);
    twice().token(&token).send().expect(400);
    // Also where they would get a 403.
    let agent = Token::role("agent").sign();
    let call = tenants.service.get("/v2/events").token(&agent);
    call.header("X-Secret-Key", agent).send().expect(400);
}

fn what_one_may_not_comes_before_what_is_invalid(store: Store) {
    let tenants = Tenants::start(store);
    let agent = Token::role("agent");
    tenants.ask(&agent, "order=sideways").send().expect(403);
    let user = Token::user("alice", "org-a").sign();
    tenants
        .service
        .post("/v2/events")
        .json(&json!({}))
        .token(&user)
        .send()
        .expect(403);
    let keep = tenants
        .service
        .post("/v2/events?keep_event_time=true")
        .json(&json!({}));
    keep.token(agent.sign()).send().expect(403);
    tenants
        .service
        .post("/v2/records")
        .json(&json!({}))
        .token(&user)
        .send()
        .expect(403);
    tenants
        .service
        .get("/v2/subjects/nothing/zz")
        .token(&user)
        .send()
        .expect(403);
}

fn what_is_invalid_comes_before_the_scope(store: Store) {
    let tenants = Tenants::start(store);
    let scoped = Token::cluster(CLUSTER_A);
    let answer = tenants.ask(&scoped, "order=sideways").send().expect(400);
    assert_eq!(
        answer.json()["message"],
        "order in query should be one of [ascending descending]"
    );
    tenants.ask(&scoped, "cluster_id=zz").send().expect(400);
    let agent = Token::role("agent")
        .with("cluster_id", CLUSTER_A.to_string())
        .sign();
    let body = json!({"cluster_id": CLUSTER_B});
    let answer = tenants
        .service
        .post("/v2/events")
        .json(&body)
        .token(agent)
        .send()
        .expect(400);
    assert_eq!(answer.json()["message"], "event_time in body is required");
}

/// "At the root, without token"
fn health_needs_no_token(store: Store) {
    let setup = Setup::new(BUILTIN.yaml);
    let setup = setup.adjust(|options| options.base_path = "/api/assisted-install".to_owned());
    let service = Service::start(store, setup);
    for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
        let answer = service.get(path).send().expect(200);
        assert!(answer.header("X-Request-ID").is_some(), "{path}");
        service.get(path).token("nonsense").send().expect(200);
    }
    service
        .get("/api/assisted-install/v2/events")
        .send()
        .expect(401);
    let admin = Token::admin().sign();
    service
        .get("/api/assisted-install/v2/events")
        .token(&admin)
        .send()
        .expect(200);
    service.get("/v2/events").token(&admin).send().expect(404);
}

fn what_is_unknown_is_not_found(store: Store) {
    let tenants = Tenants::start(store);
    let admin = Token::admin().sign();
    for path in [
        "/",
        "/v2",
        "/v2/nothing",
        "/v2/events/00000000-0000-0000-0000-000000000001",
    ] {
        tenants.service.get(path).token(&admin).send().expect(404);
    }
    let answer = tenants
        .service
        .delete("/v2/events")
        .token(&admin)
        .send()
        .expect(405);
    assert!(answer.header("Allow").is_some());
}

/// RFC 9112, 9.6: who closes a connection says so; else the client sends its next request there, and cannot know whether
/// that was seen. A refusal comes before the body does.
fn a_connection_outlives_a_refusal_or_is_said_to_end(store: Store) {
    let tenants = Tenants::start(store);
    let mut connection = TcpStream::connect(tenants.service.address()).unwrap();
    connection
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let head = "POST /v2/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n";
    connection.write_all(head.as_bytes()).unwrap();
    let refusal = text_until(&mut connection, "}");
    assert!(refusal.starts_with("HTTP/1.1 401"), "{refusal}");
    if refusal.to_lowercase().contains("connection: close") {
        return;
    }
    connection
        .write_all(b"{}GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let next = text_until(&mut connection, "\r\n\r\n");
    assert!(
        next.contains("HTTP/1.1 200"),
        "after {refusal} came {next:?}"
    );
}

/// What comes until a text, or until the end of the connection.
fn text_until(connection: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with(end) && matches!(connection.read(&mut byte), Ok(1)) {
        text.push(char::from(byte[0]));
    }
    text
}
