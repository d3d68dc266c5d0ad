//! An event that a rate limit discards: the client is told, and nobody else ever sees it.

use std::fs;

use serde_json::{Value, json};
use tidings_server::RateLimitsSource;

use crate::http::{Answer, Request};
use crate::on_both_stores;
use crate::service::{Backend, Service};

const HOST: &str = "22222222-2222-4222-8222-222222222222";
const INFRA_ENV: &str = "33333333-3333-4333-8333-333333333333";

fn emit(service: &Service, host: &str) -> Answer {
    let body = json!({"properties": {"host_id": host, "infra_env_id": INFRA_ENV}});
    Request::post("/v2/events/disk_speed_degraded", body.to_string()).send(service.address())
}

fn listed(service: &Service, query: &str) -> usize {
    let listed = Request::get(format!("/v2/events{query}")).send(service.address());
    let count = listed.json().as_array().map(Vec::len).expect("an array");
    assert_eq!(
        listed.header("event-count"),
        Some(&*count.to_string()),
        "{query}"
    );
    count
}

fn discarded(backend: Backend) {
    let service = Service::start(backend);
    let first = emit(&service, HOST);
    assert_eq!((first.status, first.header("tidings-receipt")), (201, None));
    let second = emit(&service, HOST);
    assert_eq!(
        (second.status, second.header("tidings-receipt")),
        (201, Some("rate-limited; window=3600"))
    );
    assert_eq!(second.json()["rate_limited"], json!({"window": 3600.0}));

    let raw = json!({"name": "disk_speed_degraded", "message": "slow", "severity": "warning",
        "event_time": "2026-01-02T03:04:05Z", "host_id": HOST, "infra_env_id": INFRA_ENV});
    let raw = Request::post("/v2/events", raw.to_string()).send(service.address());
    assert_eq!(
        (raw.status, raw.header("tidings-receipt")),
        (201, Some("rate-limited; window=3600"))
    );
    assert!(raw.body.is_empty());

    let now = time::OffsetDateTime::now_utc();
    let now = now
        .format(&time::format_description::well_known::Rfc3339)
        .unwrap();
    let record = |id: &str, host: &str| {
        json!({"id": id, "name": "disk_speed_degraded", "event_type": "host", "severity": "warning",
            "message": "slow", "event_time": now, "subjects": {"host_id": host, "infra_env_id": INFRA_ENV}})
    };
    let (one, other) = (
        "019c0000-0000-7000-8000-000000000001",
        "019c0000-0000-7000-8000-000000000002",
    );
    let records = json!([
        record(one, HOST),
        record(other, "44444444-4444-4444-8444-444444444444")
    ]);
    let receipts = Request::post("/v2/records", records.to_string()).send(service.address());
    assert_eq!(receipts.status, 200);
    assert_eq!(
        receipts.json(),
        json!([{"id": one, "rate_limited": {"window": 3600.0}}, {"id": other}])
    );

    assert_eq!(listed(&service, "?limit=-1"), 2);
    assert_eq!(listed(&service, &format!("?host_ids={HOST}")), 1);
    // Followers read in the order of storing.
    assert_eq!(listed(&service, "?after=start"), 2);
    let gone = second.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        Request::get(format!("/v2/events/{gone}"))
            .send(service.address())
            .status,
        404
    );

    let metrics = Request::get("/metrics").send(service.address()).text();
    let counted = "tidings_events_rate_limited_total{event=\"disk_speed_degraded\"} 3";
    assert!(metrics.contains(counted), "{metrics}");
    assert!(!metrics.contains(HOST), "{metrics}");
    let log = crate::log::text();
    let is_told = |line: &&str| {
        line.contains(" WARN ") && line.contains(HOST) && line.contains("disk_speed_degraded")
    };
    assert!(log.lines().any(|line| is_told(&line)), "{log}");
}

fn overridden(backend: Backend) {
    let limits = "{\"disk_speed_degraded\": \"0\", \"host_bind_failed\": \"1h30m\"}";
    let source = RateLimitsSource::Environment(limits.to_owned());
    let service = Service::start_with(backend, |options| options.rate_limits = Some(source));
    for _ in 0..3 {
        assert_eq!(emit(&service, HOST).header("tidings-receipt"), None);
    }
    let bind = |properties: Value| {
        let body = json!({"properties": properties}).to_string();
        let answer = Request::post("/v2/events/host_bind_failed", body).send(service.address());
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.header("tidings-receipt").map(str::to_owned)
    };
    let failed = json!({"host_id": HOST, "infra_env_id": INFRA_ENV, "reason": "a"});
    assert_eq!(bind(failed.clone()), None);
    assert_eq!(bind(failed).as_deref(), Some("rate-limited; window=5400"));
    let other =
        json!({"host_id": HOST, "infra_env_id": INFRA_ENV, "reason": "a", "cluster_id": INFRA_ENV});
    assert_eq!(bind(other), None, "other subjects");
    assert_eq!(listed(&service, ""), 5);
}

/// A file of limits is read again with the catalog; what is wrong in it leaves those before in force.
fn read_again(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("limits.json");
    fs::write(&file, "").unwrap();
    let source = RateLimitsSource::File(file.clone());
    let service = Service::start_with(backend, |options| options.rate_limits = Some(source));
    let reload = || service.runtime().block_on(service.server().reload());
    let is_discarded = || emit(&service, HOST).header("tidings-receipt").is_some();
    assert!(!is_discarded() && is_discarded());
    fs::write(&file, "{\"disk_speed_degraded\": \"0s\"}").unwrap();
    reload().unwrap();
    assert!(!is_discarded());
    fs::write(&file, "{\"disk_speed_degraded\": \"1 hour\"}").unwrap();
    let told = reload().unwrap_err().to_string();
    let begin = "invalid duration for event 'disk_speed_degraded' in ";
    assert!(
        told.starts_with(begin) && told.contains("limits.json: 1 hour: "),
        "{told}"
    );
    assert!(!is_discarded());
    fs::remove_file(&file).unwrap();
    let told = reload().unwrap_err().to_string();
    assert!(told.starts_with("cannot read the rate limits `"), "{told}");
    assert!(!is_discarded());
}

on_both_stores!(discarded, overridden, read_again);
