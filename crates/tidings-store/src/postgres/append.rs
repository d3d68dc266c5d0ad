//! A batch of records: the message that stores it, and what its answer says of each.

use std::borrow::Cow;
use std::collections::HashMap;

use sqlx::postgres::PgRow;
use tidings::{Cause, OffsetDateTime, Receipt, Record, SendError, Uuid};

use super::database::{Answers, only};
use super::error::Problem;
use super::row::{self, optional, text};
use super::schema::Schema;
use super::sql::Array;
use crate::StoreError;
use crate::clock::microseconds;
use crate::fold;
use crate::rate_limits::rate_key;
use crate::sender::Answer;
use crate::subjects::Kind;

/// What was inserted of a batch.
pub(super) enum Inserted {
    /// Whether each record was new.
    Records(Vec<bool>),
    /// Nothing: the schema is not what it was.
    SchemaChanged,
}

/// Arguments of the schema's insert.
fn arguments(
    schema: &Schema,
    records: &[Cow<'_, Record>],
    recorded_at: OffsetDateTime,
) -> Vec<String> {
    let mut all = vec![
        super::sql::time(microseconds(recorded_at)),
        records.len().to_string(),
    ];
    all.extend(columns(schema, records));
    all
}

/// An array literal for each column that is inserted, in the schema's order.
fn columns(schema: &Schema, records: &[Cow<'_, Record>]) -> Vec<String> {
    let texts =
        |of: fn(&Record) -> &str| Array::of(records, |array, record| array.text(of(record)));
    let optional = |of: fn(&Record) -> Option<&str>| {
        Array::of(records, |array, record| array.optional_text(of(record)))
    };
    let made = |of: &dyn Fn(&Record) -> Option<String>| {
        Array::of(records, |array, record| {
            array.optional_text(of(record).as_deref())
        })
    };
    let mut columns = vec![
        Array::of(records, |array, record| array.plain(rate_key(record))),
        Array::of(records, |array, record| array.plain(record.id)),
        texts(|record| &record.name),
        texts(|record| &record.event_type),
        texts(|record| record.category.as_str()),
        texts(|record| record.severity.as_str()),
        texts(|record| &record.message),
        made(&folded),
        Array::of(records, |array, record| array.time(record.event_time)),
        optional(|record| record.request_id.as_deref()),
        optional(|record| record.source.as_deref()),
        optional(|record| record.trace_id.as_deref()),
        optional(|record| record.span_id.as_deref()),
        made(&|record| record.definition.map(|hash| hash.to_string())),
        made(&|record| (!record.props.is_empty()).then(|| record.props_json())),
        made(&|record| schema.subjects.others(record)),
    ];
    let subjects = schema.subjects.0.iter();
    columns.extend(subjects.map(|subject| subject_column(&subject.name, subject.kind, records)));
    columns
}

/// Of one subject.
pub(super) fn subject_column(name: &str, kind: Kind, records: &[Cow<'_, Record>]) -> String {
    Array::of(records, |array, record| match record.subject(name) {
        None => array.null(),
        Some(id) if kind == Kind::Text => array.text(&id.to_string()),
        Some(id) => array.plain(id),
    })
}

/// The message without case, unless PostgreSQL can fold it as well: where all is ASCII.
fn folded(record: &Record) -> Option<String> {
    (!record.message.is_ascii()).then(|| fold::folded(&record.message))
}

/// Waits for a migration that adds a subject, so that what follows sees it.
pub(super) fn lock_schema(schema: &Schema) -> String {
    format!("LOCK TABLE {}.subjects IN ACCESS SHARE MODE;", schema.name)
}

/// The statement that prepares the schema's insert on a connection.
pub(super) fn prepare(schema: &Schema) -> String {
    let (name, types) = (&schema.insert_name, schema.insert_types.join(", "));
    format!("PREPARE {name} ({types}) AS {};", schema.prepared_insert)
}

/// The statement that inserts, where the insert is prepared.
pub(super) fn execute(
    schema: &Schema,
    records: &[Cow<'_, Record>],
    recorded_at: OffsetDateTime,
) -> String {
    let arguments = arguments(schema, records, recorded_at).join(", ");
    format!("EXECUTE {}({arguments})", schema.insert_name)
}

/// The same without preparing anything.
pub(super) fn insert(
    schema: &Schema,
    records: &[Cow<'_, Record>],
    recorded_at: OffsetDateTime,
) -> String {
    let arguments = arguments(schema, records, recorded_at).into_iter();
    let typed = arguments.zip(&schema.insert_types);
    let typed: Vec<String> = typed
        .map(|(value, kind)| format!("{value}::{kind}"))
        .collect();
    schema.insert(&typed)
}

/// What the answer to an insert of so many records says.
pub(super) fn inserted(answers: &Answers, count: usize) -> Result<Inserted, Problem> {
    let rows = answers.iter().rev().find(|rows| !rows.is_empty());
    let row = only(rows.map_or(&[], |rows| rows))?;
    let Some(base) = optional(row, 0)? else {
        return Ok(Inserted::SchemaChanged);
    };
    let durability = text(row, 1)?;
    if durability == "off" {
        let told = "synchronous_commit could not be turned on".to_owned();
        return Err(StoreError::Failed(Cause::new(told)).into());
    }
    let Some(stored) = optional(row, 2)? else {
        return Ok(Inserted::Records(vec![true; count]));
    };
    let base: i64 = base.parse().unwrap_or_default();
    let mut new = vec![false; count];
    for seq in stored.split_ascii_whitespace() {
        let ordinal = seq
            .parse()
            .ok()
            .and_then(|seq: i64| usize::try_from(seq - base).ok());
        if let Some(new) = ordinal.and_then(|ordinal| new.get_mut(ordinal)) {
            *new = true;
        }
    }
    Ok(Inserted::Records(new))
}

/// A query for the records of these ids.
pub(super) fn select_by_id(schema: &Schema, ids: impl Iterator<Item = Uuid>) -> String {
    let ids = Array::of(ids, Array::plain);
    format!(
        "SELECT {} FROM {}.events WHERE id = ANY ({ids}::uuid[])",
        schema.columns, schema.name
    )
}

/// What [`select_by_id`] found.
pub(super) fn records_by_id(
    schema: &Schema,
    rows: &[PgRow],
) -> Result<HashMap<Uuid, Record>, Problem> {
    let mut records = HashMap::new();
    for row in rows {
        let record = row::record(row, &schema.subjects)?;
        records.insert(record.id, record);
    }
    Ok(records)
}

/// The answer for a record whose id is taken; none when it is not stored any more, since it was purged just now.
pub(super) fn answer_of_taken(record: &Record, stored: &HashMap<Uuid, Record>) -> Option<Answer> {
    let id = record.id;
    stored.get(&id).map(|stored| {
        if stored == record {
            Ok(Receipt::Stored { id })
        } else {
            Err(SendError::IdTaken { id })
        }
    })
}
