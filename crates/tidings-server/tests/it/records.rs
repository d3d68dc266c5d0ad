//! Batches of records, each judged alone.

use serde_json::{Value, json};
use tidings::Uuid;

use crate::harness::{Service, Setup, Store, Token, on_each_store};

on_each_store! {
    records_are_judged_alone
    what_this_catalog_does_not_know_is_stored
    a_name_stands_for_those_before_it
}

const CATALOG: &str = "x-events: []\n";

fn record(subjects: Value) -> Value {
    json!({
        "id": Uuid::now_v7(), "name": "order_shipped", "event_type": "order", "severity": "info",
        "message": "Order shipped", "event_time": "2026-11-01T00:00:00Z", "subjects": subjects,
    })
}

fn records_are_judged_alone(store: Store) {
    let service = Service::start(store, Setup::new(CATALOG));
    let good = record(json!({}));
    let mut long = record(json!({}));
    long["name"] = "n".repeat(3000).into();
    let mut wrong = record(json!({}));
    wrong["severity"] = "fatal".into();
    let many: serde_json::Map<String, Value> = (0..17)
        .map(|number| (format!("s{number}_id"), json!("x")))
        .collect();
    let batch = json!([
        good,
        5,
        wrong,
        long,
        record(json!({"props": "forged"})),
        record(json!({"request_id": "r"})),
        record(many.into()),
        good,
    ]);
    let call = service.post("/v2/records").token(Token::admin().sign());
    let answers = call.json(&batch).send().expect(200).json();
    let errors = answers
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| answer["error"].as_str());
    let errors: Vec<_> = errors.map(|error| error.unwrap_or("stored")).collect();
    let name = "must be the name of a subject's id, as `cluster_id`, and not a reserved one";
    assert_eq!(
        errors,
        [
            "stored",
            "invalid type: integer `5`, expected a record",
            "unknown variant `fatal`, expected one of `info`, `warning`, `error`, `critical`",
            "property `name` must be at most 1,000 bytes long",
            &format!("property `props` {name}"),
            &format!("property `request_id` {name}"),
            "property `subjects` must be at most 16",
            "stored",
        ]
    );
    let listed = service
        .get("/v2/events")
        .token(Token::admin().sign())
        .send()
        .expect(200);
    assert_eq!(listed.ids().len(), 1);
}

/// As a newer service sends them while this one is not yet reloaded.
fn what_this_catalog_does_not_know_is_stored(store: Store) {
    let service = Service::start(store, Setup::new(CATALOG));
    let infra_env = Uuid::now_v7();
    let subjects = json!({"infra_env_id": infra_env, "order_id": "A-17"});
    let call = service
        .post("/v2/records")
        .token(Token::infra_env(infra_env).with("role", "agent").sign());
    let answers = call
        .json(&json!([record(subjects)]))
        .send()
        .expect(200)
        .json();
    assert_eq!(answers[0]["error"], Value::Null, "{answers}");
    let path = format!("/v2/events/{}", answers[0]["id"].as_str().unwrap());
    let found = service
        .get(&path)
        .token(Token::admin().sign())
        .send()
        .expect(200)
        .json();
    assert_eq!(found["order_id"], "A-17");
}

const RENAMED: &str = "x-event-types: { order: { requires: [order_id], owner: [order_id] } }
x-events:
- name: order_sent
  formerly: [order_shipped]
  message: Order sent
  event_type: order
  severity: info
  properties: { order_id: string }
";

/// Who owns the records of a renamed event, and who finds them, does not depend on when they were sent.
fn a_name_stands_for_those_before_it(store: Store) {
    let service = Service::start(store, Setup::new(RENAMED));
    let admin = Token::admin().sign();
    let old = record(json!({"order_id": "A-17"}));
    let mut new = record(json!({"order_id": "A-17"}));
    new["name"] = "order_sent".into();
    let batch = json!([old, new]);
    let post = service.post("/v2/records").token(&admin).json(&batch);
    post.send().expect(200);
    let entry = service.put("/v2/subjects/order/A-17").token(&admin);
    entry.json(&json!({"org": "acme"})).send().expect(201);
    for (org, found) in [("acme", 2), ("other", 0)] {
        for name in ["order_sent", "order_shipped"] {
            let list = service.get("/v2/events").query("names", name);
            let token = Token::user("anna", org).sign();
            let listed = list.token(token).send().expect(200);
            assert_eq!(listed.ids().len(), found, "{org} {name}");
        }
    }
}
