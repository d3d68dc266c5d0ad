//! Lists in parts, in the order of storing, and of everything.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use tidings_store::{Purge, Store};

use crate::http::{Answer, Request};
use crate::on_both_stores;
use crate::service::{Backend, Service};

fn get(service: &Service, query: &str) -> Answer {
    Request::get(format!("/v2/events?{query}")).send(service.address())
}

fn messages(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let events = answer.json();
    let message = |event: &Value| event["message"].as_str().unwrap().to_owned();
    events.as_array().unwrap().iter().map(message).collect()
}

fn post(service: &Service, message: &str) {
    let body =
        json!({"event_time": "2026-01-02T03:04:05Z", "severity": "info", "message": message});
    let posted = Request::post("/v2/events", body.to_string()).send(service.address());
    assert_eq!(posted.status, 201);
}

fn next(answer: &Answer) -> String {
    answer.header("next-cursor").expect("a cursor").to_owned()
}

fn cursors_lead_through_everything(backend: Backend) {
    let service = Service::start(backend);
    let (mut seen, mut after) = (Vec::new(), "start".to_owned());
    let empty = get(&service, "after=start");
    assert_eq!((messages(&empty), next(&empty)), (vec![], after.clone()));
    for number in 0..7 {
        post(&service, &format!("event {number}"));
    }
    for _ in 0..3 {
        let page = get(&service, &format!("after={after}&limit=3"));
        // The counts are of the whole list: a cursor is paging.
        assert_eq!(page.header("event-count"), Some("7"));
        seen.extend(messages(&page));
        after = next(&page);
    }
    let wanted: Vec<String> = (0..7).map(|number| format!("event {number}")).collect();
    assert_eq!(seen, wanted);
    let end = get(&service, &format!("after={after}"));
    assert_eq!((messages(&end), next(&end)), (vec![], after.clone()));
    post(&service, "one more");
    assert_eq!(
        messages(&get(&service, &format!("after={after}"))),
        ["one more"]
    );
    let nothing = get(&service, &format!("after={after}&limit=0"));
    assert_eq!((messages(&nothing), next(&nothing)), (vec![], after));
    // Long ones, which are streamed, tell the place at their end too.
    let whole = get(&service, "after=start&limit=-1");
    assert_eq!(messages(&whole).len(), 8);
    assert_eq!(
        messages(&get(&service, &format!("after={}", next(&whole)))),
        [""; 0]
    );
    // A filter that nothing passes still goes on.
    let filtered = get(&service, "after=start&message=nothing");
    assert!(messages(&filtered).is_empty());
}

fn cursors_of_others_and_of_what_is_gone(backend: Backend) {
    let service = Service::start(backend);
    let other = Service::start(backend);
    for service in [&service, &other] {
        post(service, "first");
        post(service, "second");
    }
    let foreign = next(&get(&other, "after=start&limit=1"));
    let own = next(&get(&service, "after=start&limit=1"));
    let gone = get(&service, &format!("after={foreign}"));
    assert_eq!(gone.status, 410);
    assert!(!gone.message().is_empty());
    assert_eq!(
        messages(&get(&service, &format!("after={}", next(&gone)))).len(),
        2
    );

    service.runtime().block_on(async {
        let store = Store::connect(service.db()).await.unwrap();
        store
            .purge(&Purge::older_than(Duration::ZERO))
            .await
            .unwrap();
    });
    post(&service, "third");
    let purged = get(&service, &format!("after={own}"));
    assert_eq!(purged.status, 410, "{}", purged.text());
    assert_eq!(
        messages(&get(&service, &format!("after={}", next(&purged)))),
        ["third"]
    );
    for query in ["limit=-1", "limit=0", "counts=false"] {
        assert_eq!(
            get(&service, &format!("after={own}&{query}")).status,
            410,
            "{query}"
        );
    }
    assert_eq!(messages(&get(&service, "after=start")), ["third"]);
}

fn pages_by_time_do_not_overlap(backend: Backend) {
    let service = Service::start(backend);
    // All of one time, so that only the order of storing tells them apart.
    let wanted: Vec<String> = (0..23).map(|number| format!("event {number}")).collect();
    for message in &wanted {
        let body =
            json!({"event_time": "2026-01-02T03:04:05Z", "severity": "info", "message": message});
        let posted = Request::post("/v2/events?keep_event_time=true", body.to_string())
            .send(service.address());
        assert_eq!(posted.status, 201);
    }
    for order in ["ascending", "descending"] {
        let mut found = Vec::new();
        for offset in (0..30).step_by(4) {
            found.extend(messages(&get(
                &service,
                &format!("limit=4&offset={offset}&order={order}"),
            )));
        }
        if order == "descending" {
            found.reverse();
        }
        assert_eq!(found, wanted, "{order}");
    }
    assert_eq!(
        messages(&get(&service, "offset=-5&limit=2")),
        ["event 0", "event 1"]
    );
    assert_eq!(
        messages(&get(&service, "offset=9223372036854775807")),
        [""; 0]
    );
    assert_eq!(
        messages(&get(&service, "limit=9223372036854775807")).len(),
        23
    );
    let uncounted = get(&service, "counts=false");
    assert_eq!(
        (
            uncounted.header("event-count"),
            uncounted.header("severity-count-info")
        ),
        (None, None)
    );
    assert_eq!(messages(&uncounted).len(), 23);
}

fn everything(backend: Backend) {
    const ALL: usize = 20_000;
    let service = Service::start(backend);
    let severities = ["info", "warning", "error", "critical"];
    let mut ids = BTreeSet::new();
    for batch in 0..ALL / 1000 {
        let records: Vec<Value> = (0..1000)
            .map(|number| {
                let id = tidings::Uuid::now_v7().to_string();
                let severity = severities[(batch + number) % 4];
                let record = json!({"id": id, "name": "a_was_done", "event_type": "", "severity": severity,
                    "message": format!("{batch} {number}"), "event_time": "2026-01-02T03:04:05Z"});
                ids.insert(id);
                record
            })
            .collect();
        let posted =
            Request::post("/v2/records", Value::from(records).to_string()).send(service.address());
        assert_eq!(posted.status, 200);
        assert!(!posted.text().contains("error"));
    }
    for query in [
        "limit=-1",
        "limit=-1&order=descending",
        "after=start&limit=-1",
        "limit=30000",
        "after=start&limit=30000",
    ] {
        let listed = get(&service, query);
        let events = listed.json();
        let events = events.as_array().unwrap();
        let found: BTreeSet<String> = events
            .iter()
            .map(|event| event["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!((events.len(), found == ids), (ALL, true), "{query}");
        assert_eq!(listed.header("event-count"), Some("20000"), "{query}");
        for severity in severities {
            assert_eq!(
                listed.header(&format!("severity-count-{severity}")),
                Some("5000"),
                "{query}"
            );
        }
        assert_eq!(
            listed.header("transfer-encoding"),
            Some("chunked"),
            "{query}"
        );
    }
    // The default is a page.
    assert_eq!(messages(&get(&service, "")).len(), 5000);
    assert_eq!(
        messages(&get(&service, "limit=6000&offset=15000")).len(),
        5000
    );
}

on_both_stores!(
    cursors_lead_through_everything,
    cursors_of_others_and_of_what_is_gone,
    pages_by_time_do_not_overlap,
    everything,
);
