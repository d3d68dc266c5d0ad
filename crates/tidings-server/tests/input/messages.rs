//! What clients of the original are told, word for word.

use serde_json::json;

use crate::http::{Answer, Request};
use crate::on_both_stores;
use crate::service::{Backend, Service};

fn told(answer: &Answer, message: &str) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.json(), json!({"code": 400, "message": message}));
}

fn parameters(backend: Backend) {
    let service = Service::start(backend);
    let check = |query: &str, message: &str| {
        told(
            &Request::get(format!("/v2/events?{query}")).send(service.address()),
            message,
        );
    };
    check(
        "order=up",
        "order in query should be one of [ascending descending]",
    );
    check("limit=abc", "limit in query must be of type int64: \"abc\"");
    check(
        "offset=9223372036854775808",
        "offset in query must be of type int64: \"9223372036854775808\"",
    );
    check(
        "cluster_id=zz",
        "cluster_id in query must be of type uuid: \"zz\"",
    );
    check(
        "host_ids=a",
        "host_ids.0 in query must be of type uuid: \"a\"",
    );
    check(
        "severities=info,nonsense",
        "severities.1 in query should be one of [info warning error critical]",
    );
    // The first in the order of their names is told; of a scalar given twice the last counts.
    check(
        "order=up&limit=abc&cluster_id=zz",
        "cluster_id in query must be of type uuid: \"zz\"",
    );
    check(
        "limit=1&limit=abc",
        "limit in query must be of type int64: \"abc\"",
    );
    assert_eq!(
        Request::get("/v2/events?limit=abc&limit=1")
            .send(service.address())
            .status,
        200
    );
    check(
        "host_ids=11111111-1111-4111-8111-111111111111&host_ids=b",
        "host_ids.1 in query must be of type uuid: \"b\"",
    );
    check(
        "after=start&order=ascending",
        "order and offset in query do not go with after, which lists in the order of storing",
    );
    check(
        "after=start&offset=0",
        "order and offset in query do not go with after, which lists in the order of storing",
    );
    check(
        "customer_id=x",
        "customer_id in query must be of type int64: \"x\"",
    );
}

fn bodies(backend: Backend) {
    let service = Service::start(backend);
    let time = "2026-01-02T03:04:05Z";
    let check = |body: serde_json::Value, message: &str| {
        told(
            &Request::post("/v2/events", body.to_string()).send(service.address()),
            message,
        );
    };
    check(json!({}), "event_time in body is required");
    check(
        json!({"message": "m", "severity": "info"}),
        "event_time in body is required",
    );
    check(json!({"event_time": time}), "severity in body is required");
    check(
        json!({"event_time": time, "severity": "info"}),
        "message in body is required",
    );
    check(
        json!({"event_time": time, "severity": "nonsense", "message": "m"}),
        "severity in body should be one of [info warning error critical]",
    );
    check(
        json!({"event_time": time, "severity": "info", "message": "m", "category": "nonsense"}),
        "category in body should be one of [user metrics]",
    );
    check(
        json!({"event_time": time, "severity": "info", "message": "m", "cluster_id": "q"}),
        "cluster_id in body must be of type uuid: \"q\"",
    );
    let unknown = Request::post("/v2/events/nonsense", "{}").send(service.address());
    let not_found = json!({"code": "404", "href": "", "id": 404, "kind": "Error", "reason": "Object Not Found"});
    assert_eq!((unknown.status, unknown.json()), (404, not_found));
}

/// All that is wrong with a catalogued event is told at once.
fn emitted(backend: Backend) {
    let service = Service::start(backend);
    let body = json!({"properties": {"order_id": "", "customer_id": "x", "amount": "much", "channel": "phone",
        "gift": 1, "placed_at": "yesterday", "frob": 1}});
    let answer =
        Request::post("/v2/events/order_was_placed", body.to_string()).send(service.address());
    assert_eq!(answer.status, 400);
    let told = "event `order_was_placed`: property `order_id` must be 1 to 255 bytes long; \
        property `customer_id` must be a 64-bit integer; property `amount` must be a number; \
        property `channel` should be one of [web shop]; property `gift` must be true or false; \
        property `placed_at` must be an RFC 3339 time, as 2026-11-01T12:00:00Z; property `pieces` is required; \
        property `frob` is unknown; \
        the event has [order_id customer_id amount channel gift placed_at pieces card]";
    assert_eq!(answer.message(), told);
    let listed = Request::get("/v2/events").send(service.address());
    assert_eq!(
        (listed.header("event-count"), &*listed.body),
        (Some("0"), &b"[]\n"[..])
    );
}

/// What is stored is rendered by the server, and the sensitive value in none of it.
fn emitted_well(backend: Backend) {
    let service = Service::start(backend);
    let body = include_str!("bodies/emitted.json");
    let answer = Request::post("/v2/events/order_was_placed", body).send(service.address());
    assert_eq!(answer.status, 201, "{}", answer.text());
    let stored = answer.json();
    let message =
        "Order o-7 placed for 2.5 by web, gift true, at 2026-01-02T03:04:05.000000Z, count 3";
    assert_eq!(stored["message"], message);
    let one = Request::get(format!("/v2/events/{}", stored["id"].as_str().unwrap()))
        .send(service.address());
    let one = one.json();
    assert_eq!(one["event_time"], "2026-01-02T03:04:05.000Z");
    assert_eq!(
        (&one["order_id"], &one["customer_id"]),
        (&json!("o-7"), &json!(42))
    );
    assert!(!one.to_string().contains("4111"), "{one}");
    for query in [
        "order_id=o-7",
        "customer_id=42",
        "event_types=order",
        "names=order_was_placed,x",
    ] {
        let listed = Request::get(format!("/v2/events?{query}")).send(service.address());
        assert_eq!(listed.json(), json!([one]), "{query}");
    }
    for query in [
        "order_id=o-8",
        "customer_id=41",
        "customer_id=42&order_id=x",
        "event_types=host",
    ] {
        let listed = Request::get(format!("/v2/events?{query}")).send(service.address());
        assert_eq!(listed.json(), json!([]), "{query}");
    }
}

on_both_stores!(parameters, bodies, emitted, emitted_well);
