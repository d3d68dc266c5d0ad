//! What is stored and registered meanwhile.

use fastrand::Rng;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::comparison::{Mismatches, different, refused, status};
use super::drafts::{draft_event, draft_record, post_event_body, post_record_body, subjects_of};
use super::{people, registry};
use crate::harness::{Answer, Service, Token};
use crate::model::{Credential, Post, Refusal, Row, Subjects, World, may_post, post};

/// Somebody tries to change something.
pub fn change(service: &Service, world: &mut World, rng: &mut Rng, mismatches: &mut Mismatches) {
    let credential = people::anybody(world, rng);
    let keeper = registry::admin_or(&credential, rng);
    let (request, compared) = match rng.u8(..10) {
        0..3 => post_event(service, world, rng, &credential),
        3..5 => post_by_name(service, world, rng, &credential),
        5..7 => post_records(service, world, rng, &credential),
        7 => registry::put(service, world, rng, &keeper),
        8 => registry::delete(service, world, rng, &keeper),
        _ => registry::get(service, world, rng, &keeper),
    };
    mismatches.note(compared, || {
        format!("{request} by {credential:?}, or of subjects {keeper:?}")
    });
    if let Some(row) = world.records.last() {
        mismatches.one_record(service, world, &credential, row.id);
    }
}

/// What was asked for, and how the answer compares.
pub type Tried = (String, Result<(), String>);

fn post_event(
    service: &Service,
    world: &mut World,
    rng: &mut Rng,
    credential: &Credential,
) -> Tried {
    let mut row = draft_event(world, rng);
    keep_to_scope(&mut row, world, rng, credential);
    let mut body = post_event_body(&row);
    let keep = rng.u8(..4) == 0;
    let invalid = (rng.u8(..8) == 0).then(|| spoil(&mut body, rng));
    let call = service.post("/v2/events").header("Idempotency-Key", row.id);
    let call = call.header("X-Request-ID", row.request_id.as_ref().unwrap());
    let call = if keep {
        call.query("keep_event_time", "true")
    } else {
        call
    };
    let answer = credential.on(call).json(&body).send();
    let expected = post(
        world,
        credential,
        &Post {
            subjects: &row.subjects,
            keep_event_time: keep,
            invalid,
        },
    );
    let compared = match expected {
        Err(refusal) => refused(&answer, &refusal),
        Ok(()) => status(&answer, 201).and_then(|()| {
            if !keep {
                row.event_time = time_of_storing(service, row.id)?;
            }
            world.records.push(row);
            Ok(())
        }),
    };
    (format!("POST /v2/events keep={keep} {body}"), compared)
}

/// Makes a body invalid; gives the message of the answer.
fn spoil(body: &mut Value, rng: &mut Rng) -> Option<String> {
    let fields = body.as_object_mut().unwrap();
    let (field, value, message) = rng
        .choice([
            ("event_time", None, "event_time in body is required"),
            ("severity", None, "severity in body is required"),
            ("message", None, "message in body is required"),
            (
                "severity",
                Some("loud"),
                "severity in body should be one of [info warning error critical]",
            ),
            (
                "category",
                Some("other"),
                "category in body should be one of [user metrics]",
            ),
            (
                "cluster_id",
                Some("q"),
                "cluster_id in body must be of type uuid: \"q\"",
            ),
        ])
        .unwrap();
    fields.remove(field);
    if let Some(value) = value {
        fields.insert(field.to_owned(), json!(value));
    }
    Some(message.to_owned())
}

fn post_by_name(
    service: &Service,
    world: &mut World,
    rng: &mut Rng,
    credential: &Credential,
) -> Tried {
    let (name, event_type, _) = *rng.choice(world.catalog.events).unwrap();
    let mut row = draft_record(world, rng);
    row.name = Some(name.to_owned());
    row.event_type = Some(event_type.to_owned());
    row.category = world.catalog.category(name).unwrap().to_owned();
    row.subjects = subjects_of(name, world, rng);
    keep_to_scope(&mut row, world, rng, credential);
    let known = rng.u8(..10) > 0;
    let path = if known { name } else { "never_was_declared" };
    let body = json!({"properties": properties(name, &row.subjects)});
    let call = service
        .post(&format!("/v2/events/{path}"))
        .header("X-Request-ID", row.request_id.as_ref().unwrap());
    let answer = credential.on(call).json(&body).send();
    let wanted = Post {
        subjects: &row.subjects,
        keep_event_time: false,
        invalid: None,
    };
    let expected = post(world, credential, &wanted);
    let expected = if known {
        expected
    } else {
        may_post(credential).and(Err(Refusal::NotFound))
    };
    let compared = match expected {
        Err(refusal) => refused(&answer, &refusal),
        Ok(()) => status(&answer, 201).and_then(|()| stored_by_name(service, world, row, &answer)),
    };
    (format!("POST /v2/events/{path} {body}"), compared)
}

/// Takes what the server alone knows of a record from its answers.
fn stored_by_name(
    service: &Service,
    world: &mut World,
    mut row: Row,
    answer: &Answer,
) -> Result<(), String> {
    let stored = answer.json();
    row.id = stored["id"]
        .as_str()
        .ok_or("no id")?
        .parse()
        .map_err(|_| "no uuid")?;
    row.message = stored["message"].as_str().ok_or("no message")?.to_owned();
    row.event_time = time_of_storing(service, row.id)?;
    let shown = by_id(service, row.id)?;
    row.severity = shown["severity"].as_str().ok_or("no severity")?.to_owned();
    world.records.push(row);
    Ok(())
}

fn properties(name: &str, subjects: &Subjects) -> Value {
    let mut properties: serde_json::Map<String, Value> = subjects
        .iter()
        .map(|(subject, id)| ((*subject).to_owned(), id.clone()))
        .collect();
    match name {
        "cluster_was_installed" => properties.insert("result".to_owned(), json!("success")),
        "image_was_built" => properties.insert("pull_secret".to_owned(), json!("hush")),
        _ => None,
    };
    Value::Object(properties)
}

fn post_records(
    service: &Service,
    world: &mut World,
    rng: &mut Rng,
    credential: &Credential,
) -> Tried {
    let mut rows: Vec<Row> = (0..3).map(|_| draft_record(world, rng)).collect();
    rows.iter_mut()
        .for_each(|row| keep_to_scope(row, world, rng, credential));
    let body: Vec<Value> = rows.iter().map(post_record_body).collect();
    let answer = credential
        .on(service.post("/v2/records"))
        .json(&json!(body))
        .send();
    let compared = match may_post(credential) {
        Err(refusal) => refused(&answer, &refusal),
        Ok(_) => status(&answer, 200)
            .and_then(|()| each_authorized_alone(world, credential, rows, &answer)),
    };
    (format!("POST /v2/records {body:?}"), compared)
}

/// "one `{"id"}`, `{"id","rate_limited"}` or `{"id","error"}` each; each judged alone; each authorized alone"
fn each_authorized_alone(
    world: &mut World,
    credential: &Credential,
    rows: Vec<Row>,
    answer: &Answer,
) -> Result<(), String> {
    let results = answer.json();
    for (index, row) in rows.into_iter().enumerate() {
        let wanted = Post {
            subjects: &row.subjects,
            keep_event_time: false,
            invalid: None,
        };
        let stored = post(world, credential, &wanted).is_ok();
        let result = &results[index];
        if result["id"] != row.id.to_string() || result.get("error").is_none() != stored {
            return Err(different(format!("stored: {stored}, {row:?}"), result));
        }
        if stored {
            world.records.push(row);
        }
    }
    Ok(())
}

/// Mostly about a scope, so that it may be stored.
fn keep_to_scope(row: &mut Row, world: &World, rng: &mut Rng, credential: &Credential) {
    let scope = credential.identity.scope;
    let Some(scope) = scope.filter(|scope| world.catalog.declares(scope.subject)) else {
        return;
    };
    let event_type = row.event_type.as_ref();
    let event_type = world
        .catalog
        .event_types
        .iter()
        .find(|of| Some(of.name) == event_type.map(String::as_str));
    let allowed = event_type.is_none_or(|of| {
        of.requires
            .iter()
            .chain(of.allows)
            .any(|id| *id == scope.subject)
    });
    if allowed && rng.u8(..4) > 0 {
        row.subjects.insert(scope.subject, json!(scope.id));
    }
}

/// The event_time that the server gave, which must be now.
fn time_of_storing(service: &Service, id: Uuid) -> Result<OffsetDateTime, String> {
    let shown = by_id(service, id)?;
    let time = shown["event_time"].as_str().ok_or("no event_time")?;
    let time = OffsetDateTime::parse(time, &Rfc3339).map_err(|error| error.to_string())?;
    let age = OffsetDateTime::now_utc() - time;
    if age.abs() > Duration::minutes(1) {
        return Err(format!(
            "event_time is {time}, which is not the time of storing"
        ));
    }
    Ok(time)
}

fn by_id(service: &Service, id: Uuid) -> Result<Value, String> {
    let answer = service
        .get(&format!("/v2/events/{id}"))
        .token(Token::admin().sign())
        .send();
    status(&answer, 200)?;
    Ok(answer.json())
}
