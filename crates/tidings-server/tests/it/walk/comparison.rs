//! Asks the service and the model alike.

use std::fmt::Debug;

use serde_json::{Value, json};
use time::macros::format_description;
use uuid::Uuid;

use crate::harness::{Answer, Service};
use crate::model::{Counts, Credential, Listed, Parameters, Refusal, Row, World, list, one_record};

/// Enough to see what is wrong.
const ENOUGH: usize = 12;

/// Where service and model do not agree.
#[derive(Default)]
pub struct Mismatches {
    found: Vec<String>,
    asked: usize,
}

impl Mismatches {
    /// Compares a list; a query that is answered wrongly is made as small as it gets.
    pub fn list(
        &mut self,
        service: &Service,
        world: &World,
        credential: &Credential,
        query: Parameters,
    ) {
        self.asked += 1;
        let Err(mut complaint) = compare_list(service, world, credential, &query) else {
            return;
        };
        let mut smallest = query;
        let mut index = 0;
        while index < smallest.0.len() {
            let mut smaller = smallest.clone();
            smaller.0.remove(index);
            match compare_list(service, world, credential, &smaller) {
                Err(still) => (smallest, complaint) = (smaller, still),
                Ok(()) => index += 1,
            }
        }
        self.add(format!(
            "GET /v2/events {:?}\nby {credential:?}\n{complaint}",
            smallest.0
        ));
    }

    pub fn one_record(
        &mut self,
        service: &Service,
        world: &World,
        credential: &Credential,
        id: Uuid,
    ) {
        let answer = credential
            .on(service.get(&format!("/v2/events/{id}")))
            .send();
        let expected = one_record(world, credential, id);
        let compared = match &expected {
            Err(refusal) => refused(&answer, refusal),
            Ok(row) if answer.status == 200 => same_row(&answer.json(), row),
            Ok(row) => Err(different(row, &answer.text())),
        };
        self.note(compared, || {
            format!("GET /v2/events/{id} by {credential:?}")
        });
    }

    pub fn catalog(&mut self, service: &Service, credential: &Credential) {
        let answer = credential.on(service.get("/v2/catalog")).send();
        let compared = match credential.known() {
            Ok(_) => status(&answer, 200),
            Err(refusal) => refused(&answer, &refusal),
        };
        self.note(compared, || format!("GET /v2/catalog by {credential:?}"));
    }

    /// Keeps what a comparison found.
    pub fn note(&mut self, compared: Result<(), String>, request: impl FnOnce() -> String) {
        self.asked += 1;
        if let Err(complaint) = compared {
            self.add(format!("{}\n{complaint}", request()));
        }
    }

    fn add(&mut self, mismatch: String) {
        self.found.push(mismatch);
        if self.found.len() == ENOUGH {
            self.report();
        }
    }

    /// Fails if there was a mismatch.
    pub fn report(&self) {
        assert!(
            self.found.is_empty(),
            "{} of {} answers are wrong:\n\n{}",
            self.found.len(),
            self.asked,
            self.found.join("\n\n")
        );
    }
}

fn compare_list(
    service: &Service,
    world: &World,
    credential: &Credential,
    query: &Parameters,
) -> Result<(), String> {
    let call = credential.on(service.get("/v2/events"));
    let call = query
        .0
        .iter()
        .fold(call, |call, (name, value)| call.query(name, value));
    let answer = call.send();
    match list(world, credential, query) {
        Err(refusal) => refused(&answer, &refusal),
        Ok(expected) => same_list(&answer, &expected, world),
    }
}

/// Whether an answer is this refusal, and says so as HTTP.md has it.
pub fn refused(answer: &Answer, refusal: &Refusal) -> Result<(), String> {
    status(answer, refusal.status())?;
    match refusal {
        Refusal::Invalid(Some(message)) if answer.json()["message"] != **message => {
            Err(different(message, &answer.text()))
        }
        _ => Ok(()),
    }
}

pub fn status(answer: &Answer, expected: u16) -> Result<(), String> {
    if answer.status != expected {
        return Err(different(expected, &(answer.status, answer.text())));
    }
    answer.complaint().map_or(Ok(()), Err)
}

fn same_list(answer: &Answer, expected: &Listed, world: &World) -> Result<(), String> {
    status(answer, 200)?;
    let rows = answer.json();
    let rows = rows.as_array().ok_or("the answer is no list")?;
    let ids: Vec<Uuid> = answer.ids();
    if ids != expected.ids {
        return Err(different(
            described(&expected.ids, world),
            &described(&ids, world),
        ));
    }
    for row in rows {
        let of = world
            .records
            .iter()
            .find(|of| row["id"] == of.id.to_string());
        same_row(row, of.ok_or("a record of nobody")?)?;
    }
    let counts = counts(answer);
    if counts != expected.counts {
        return Err(different(&expected.counts, &counts));
    }
    Ok(())
}

fn counts(answer: &Answer) -> Option<Counts> {
    let total = answer.number("Event-Count")?;
    let severities = ["info", "warning", "error", "critical"];
    let counts = severities.map(|of| (of, answer.number(&format!("Severity-Count-{of}")).unwrap()));
    Some(Counts {
        severities: counts.into(),
        total,
    })
}

/// Whether a row is shown as it was stored; `recorded_at`, `source`, `props` and `definition` are others' matter.
fn same_row(shown: &Value, row: &Row) -> Result<(), String> {
    let mut shown = shown.clone();
    let fields = shown.as_object_mut().ok_or("a row is an object")?;
    let others = ["recorded_at", "source", "props"];
    fields.retain(|name, _| !others.contains(&name.as_str()));
    if row.event_type.is_none() {
        fields.remove("event_type");
    }
    let expected = shown_row(row);
    if shown == expected {
        Ok(())
    } else {
        Err(different(expected, &shown))
    }
}

fn shown_row(row: &Row) -> Value {
    let time =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let mut shown = json!({
        "id": row.id,
        "category": row.category,
        "severity": row.severity,
        "message": row.message,
        "event_time": row.event_time.format(time).unwrap(),
    });
    let fields = shown.as_object_mut().unwrap();
    let optional = [
        ("name", &row.name),
        ("event_type", &row.event_type),
        ("request_id", &row.request_id),
    ];
    let optional = optional
        .into_iter()
        .filter_map(|(field, value)| Some((field, json!(value.as_ref()?))));
    let subjects = row
        .subjects
        .iter()
        .map(|(subject, id)| (*subject, id.clone()));
    fields.extend(
        optional
            .chain(subjects)
            .map(|(field, value)| (field.to_owned(), value)),
    );
    shown
}

fn described(ids: &[Uuid], world: &World) -> Vec<String> {
    let describe = |id: &Uuid| {
        let place = world.records.iter().position(|row| row.id == *id);
        place.map_or_else(
            || format!("unknown {id}"),
            |place| {
                let row = &world.records[place];
                format!(
                    "#{place} {:?} {} {:?}",
                    row.name, row.event_time, row.subjects
                )
            },
        )
    };
    ids.iter().map(describe).collect()
}

pub fn different(expected: impl Debug, got: &impl Debug) -> String {
    format!("expected {expected:#?}\ngot {got:#?}")
}
