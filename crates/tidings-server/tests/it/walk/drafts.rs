//! Records and subjects in the making, and as requests hold them.

use fastrand::Rng;
use serde_json::{Value, json};
use time::Duration;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::sample::{BEGINNING, ids};
use crate::harness::percent_encoded;
use crate::model::{Entry, Row, Subjects, World, id_text};

const SEVERITIES: [&str; 4] = ["info", "warning", "error", "critical"];
const MESSAGES: [&str; 6] = [
    "Installation finished",
    "die GRÖSSE",
    "50% done",
    "a_b",
    "back\\slash",
    "über 500",
];

/// A record as `POST /v2/records` takes it: of a catalogued event, or of one that is not.
pub fn draft_record(world: &World, rng: &mut Rng) -> Row {
    let (name, event_type, _) = *rng.choice(world.catalog.events).unwrap();
    if rng.u8(..4) > 0 {
        return Row {
            name: Some(name.to_owned()),
            event_type: Some(event_type.to_owned()),
            subjects: subjects_of(name, world, rng),
            ..draft(rng)
        };
    }
    let subjects = world.catalog.subjects.iter().map(|(subject, _)| *subject);
    Row {
        name: Some("mystery_was_seen".to_owned()),
        event_type: Some(
            rng.choice(["mystery", "cluster", "order"])
                .unwrap()
                .to_owned(),
        ),
        subjects: some_of(subjects, rng),
        ..draft(rng)
    }
}

/// An event as `POST /v2/events` takes it: its name is nobody's, or a catalogued one with subjects that do not fit.
pub fn draft_event(world: &World, rng: &mut Rng) -> Row {
    let (catalogued, event_type, _) = *rng.choice(world.catalog.events).unwrap();
    let (name, event_type) = match rng.u8(..3) {
        0 => (None, None),
        1 => (Some("mystery_was_seen"), None),
        _ => (Some(catalogued), Some(event_type)),
    };
    let built_in = ["cluster_id", "host_id", "infra_env_id"];
    let subjects = built_in
        .into_iter()
        .filter(|subject| world.catalog.declares(subject));
    Row {
        name: name.map(str::to_owned),
        event_type: event_type.map(str::to_owned),
        subjects: some_of(subjects, rng),
        ..draft(rng)
    }
}

fn draft(rng: &mut Rng) -> Row {
    Row {
        id: Uuid::now_v7(),
        name: None,
        event_type: None,
        category: rng
            .choice(["user", "user", "user", "metrics"])
            .unwrap()
            .to_owned(),
        severity: rng.choice(SEVERITIES).unwrap().to_owned(),
        message: rng.choice(MESSAGES).unwrap().to_owned(),
        // Few times, so that many records share one.
        event_time: BEGINNING + Duration::seconds(rng.i64(0..12) * 60),
        request_id: Some(format!("request-{}", rng.u8(..4))),
        subjects: Subjects::new(),
    }
}

/// What an event requires, and some of what it allows.
pub fn subjects_of(name: &str, world: &World, rng: &mut Rng) -> Subjects {
    let event_type = world.catalog.event_type(name).unwrap();
    let mut subjects = some_of(event_type.allows.iter().copied(), rng);
    for subject in event_type.requires {
        subjects.insert(subject, rng.choice(ids(subject)).unwrap());
    }
    subjects
}

fn some_of(subjects: impl Iterator<Item = &'static str>, rng: &mut Rng) -> Subjects {
    let chosen: Vec<_> = subjects.filter(|_| rng.bool()).collect();
    chosen
        .into_iter()
        .map(|subject| (subject, rng.choice(ids(subject)).unwrap()))
        .collect()
}

pub fn post_record_body(row: &Row) -> Value {
    json!({
        "id": row.id, "name": row.name, "event_type": row.event_type, "category": row.category,
        "severity": row.severity, "message": row.message, "request_id": row.request_id,
        "event_time": row.event_time.format(&Rfc3339).unwrap(), "subjects": row.subjects,
    })
}

pub fn post_event_body(row: &Row) -> Value {
    let mut body = json!({
        "category": row.category, "severity": row.severity, "message": row.message,
        "event_time": row.event_time.format(&Rfc3339).unwrap(),
    });
    if let Some(name) = &row.name {
        body["name"] = json!(name);
    }
    for (subject, id) in &row.subjects {
        body[*subject] = id.clone();
    }
    body
}

pub fn subject_path(entry: &Entry) -> String {
    format!(
        "/v2/subjects/{}/{}",
        entry.kind(),
        percent_encoded(&id_text(&entry.id))
    )
}

pub fn subject_body(entry: &Entry) -> Value {
    let mut body = json!({"owner": entry.owner, "org": entry.org});
    if let Some(infra_env) = entry.infra_env {
        body["parents"] = json!({"infra_env": infra_env});
    }
    if entry.deleted {
        body["deleted_at"] = json!("2026-02-01T00:00:00Z");
    }
    body
}
