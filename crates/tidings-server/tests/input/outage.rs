//! The database goes away, and comes back.

use std::time::Duration;

use serde_json::json;
use testbed::postgres::{Cluster, Mode, Settings};

use crate::http::Request;
use crate::service::{Backend, Service};

#[test]
fn clients_are_told_to_come_again() {
    let cluster = Cluster::start(&Settings::new());
    let database = cluster.create_database();
    let url = database.url().to_owned();
    let service = Service::start_with(Backend::Sqlite, |options| {
        options.db = url;
        options.store.postgres.reconnect_limit = Duration::from_secs(1);
    });
    let id = "019c0000-0000-7000-8000-000000000001";
    let body = json!({"event_time": "2026-01-02T03:04:05Z", "severity": "info", "message": "m"})
        .to_string();
    let post = Request::post("/v2/events", body).header("idempotency-key", id);
    let record = json!([{"id": "019c0000-0000-7000-8000-000000000002", "name": "a_was_done", "event_type": "",
        "severity": "info", "message": "m", "event_time": "2026-01-02T03:04:05Z"}]);
    let subject = Request::new(
        "PUT",
        "/v2/subjects/cluster/11111111-1111-4111-8111-111111111111",
    )
    .json("{}");
    let requests = [
        Request::get("/v2/events"),
        Request::get("/v2/events?limit=-1"),
        Request::get("/v2/events?after=start"),
        Request::get(format!("/v2/events/{id}")),
        post.clone(),
        Request::post("/v2/records", record.to_string()),
        subject,
    ];
    assert_eq!(Request::get("/readyz").send(service.address()).status, 200);

    cluster.stop(Mode::Fast);
    for request in &requests {
        let answer = request.send(service.address());
        assert_eq!(answer.status, 503, "{request:?}: {}", answer.text());
        assert_eq!(answer.header("retry-after"), Some("5"), "{request:?}");
        assert_eq!(answer.message(), "the store is unavailable; try again");
    }
    assert_eq!(Request::get("/readyz").send(service.address()).status, 503);
    assert_eq!(Request::get("/healthz").send(service.address()).status, 200);
    assert_eq!(
        Request::get("/v2/catalog").send(service.address()).status,
        200
    );

    cluster.start_again();
    for _ in 0..2 {
        let again = post.send(service.address());
        assert_eq!(again.status, 201, "{}", again.text());
    }
    for request in &requests {
        let answer = request.send(service.address());
        assert!(answer.status < 300, "{request:?}: {}", answer.text());
    }
    let listed = Request::get("/v2/events").send(service.address());
    assert_eq!(listed.header("event-count"), Some("2"));
}
