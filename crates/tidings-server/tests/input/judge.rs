//! What every answer to a stranger must be: a success, or an error of the right shape that is not the service's.

use serde_json::json;

use crate::http::{Answer, Request};
use crate::log;
use crate::service::Service;

/// Refuses any answer but a success and an error of the client's; `sent` tells what it answers.
#[track_caller]
pub fn judge(answer: &Answer, sent: &str) {
    let status = answer.status;
    assert!(
        (200..300).contains(&status) || (400..500).contains(&status),
        "{status} for {sent}: {}",
        answer.text()
    );
    assert!(
        answer.header("x-request-id").is_some(),
        "no request id for {sent}"
    );
    if status < 400 {
        return;
    }
    assert_eq!(
        answer.header("content-type"),
        Some("application/json"),
        "{sent}"
    );
    if status == 404 {
        let unknown = json!({"code": "404", "href": "", "id": 404, "kind": "Error", "reason": "Object Not Found"});
        assert_eq!(answer.json(), unknown, "{sent}");
    } else {
        let message = answer.message();
        assert!(
            !message.is_empty() && message.len() < 10_000,
            "{sent}: {message}"
        );
        assert!(
            !message.contains("panicked") && !message.contains("SQL"),
            "{sent}: {message}"
        );
    }
}

/// As [`judge`]; but what is no HTTP, or more of it than fits, may be refused by the server's protocol alone.
#[track_caller]
pub fn judge_protocol(answer: &Answer, sent: &str) {
    let is_refused = matches!(answer.status, 400 | 414 | 431) && answer.body.is_empty();
    if !is_refused {
        judge(answer, sent);
    }
}

/// The service lives, and its log tells no error.
#[track_caller]
pub fn is_answered(service: &Service) {
    assert_eq!(Request::get("/readyz").send(service.address()).status, 200);
    log::has_no_errors();
}

/// The service is well: what is stored can be listed, all of it and each, and the log tells no error.
#[track_caller]
pub fn is_well(service: &Service) {
    let address = service.address();
    let listed = Request::get("/v2/events?limit=-1&categories=user,metrics").send(address);
    assert_eq!(listed.status, 200);
    let events = listed.json();
    let events = events.as_array().expect("an array");
    assert_eq!(
        listed.header("event-count"),
        Some(&*events.len().to_string())
    );
    for event in events {
        let id = event["id"].as_str().expect("an id");
        let one = Request::get(format!("/v2/events/{id}")).send(address);
        assert_eq!(one.json(), *event);
    }
    is_answered(service);
}
