//! Rows as records. Values come as text, since simple queries give text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;
use std::str::FromStr;

use sqlx::postgres::PgRow;
use sqlx::{Row, ValueRef};
use tidings::{Id, OffsetDateTime, Record, Uuid};

use super::schema::FIRST_SUBJECT;
use crate::StoredRecord;
use crate::subjects::{Kind, Subjects};

/// Of a row of `schema.columns`; `place` is not known yet.
pub(super) fn stored_record(row: &PgRow, subjects: &Subjects) -> sqlx::Result<StoredRecord> {
    Ok(StoredRecord {
        record: record(row, subjects)?,
        recorded_at: time(row, 1)?,
        cursor: None,
    })
}

/// Of a row of `schema.columns`.
pub(super) fn record(row: &PgRow, subjects: &Subjects) -> sqlx::Result<Record> {
    let owned = |index| optional(row, index).map(|text| text.map(str::to_owned));
    let needed = |index| text(row, index).map(str::to_owned);
    let mut record = Record::new(needed(3)?, needed(4)?, parsed(row, 6)?, needed(7)?);
    record.id = parsed::<Uuid>(row, 2)?;
    record.category = parsed(row, 5)?;
    record.event_time = time(row, 8)?;
    record.request_id = owned(9)?;
    record.source = owned(10)?;
    record.trace_id = owned(11)?;
    record.span_id = owned(12)?;
    record.definition = match optional(row, 13)? {
        None => None,
        Some(_) => Some(parsed(row, 13)?),
    };
    record.props = map(row, 14)?;
    record.subjects = ids(row, subjects)?;
    Ok(record)
}

fn ids(row: &PgRow, subjects: &Subjects) -> sqlx::Result<BTreeMap<Cow<'static, str>, Id>> {
    let mut ids: BTreeMap<Cow<'static, str>, Id> = map(row, 15)?;
    for (index, subject) in subjects.0.iter().enumerate() {
        let index = FIRST_SUBJECT + index;
        let Some(text) = optional(row, index)? else {
            continue;
        };
        let id = match subject.kind {
            Kind::Uuid => Id::from(parsed::<Uuid>(row, index)?),
            Kind::Integer => Id::from(parsed::<i64>(row, index)?),
            Kind::Text => Id::from(text),
        };
        ids.insert(Cow::Owned(subject.name.clone()), id);
    }
    Ok(ids)
}

/// Of a JSON object.
fn map<V: serde::de::DeserializeOwned>(
    row: &PgRow,
    index: usize,
) -> sqlx::Result<BTreeMap<Cow<'static, str>, V>> {
    let Some(json) = optional(row, index)? else {
        return Ok(BTreeMap::new());
    };
    let map: BTreeMap<String, V> =
        serde_json::from_str(json).map_err(|error| unreadable(index, error))?;
    let owned = map.into_iter().map(|(key, value)| (Cow::Owned(key), value));
    Ok(owned.collect())
}

/// Of microseconds since 1970.
pub(super) fn time(row: &PgRow, index: usize) -> sqlx::Result<OffsetDateTime> {
    let microseconds: i64 = parsed(row, index)?;
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1000)
        .map_err(|error| unreadable(index, error))
}

pub(super) fn parsed<T: FromStr<Err: Error + Send + Sync + 'static>>(
    row: &PgRow,
    index: usize,
) -> sqlx::Result<T> {
    let text = text(row, index)?;
    text.parse().map_err(|error| unreadable(index, error))
}

/// `t` or `f`.
pub(super) fn truth(row: &PgRow, index: usize) -> sqlx::Result<bool> {
    Ok(text(row, index)? == "t")
}

pub(super) fn text(row: &PgRow, index: usize) -> sqlx::Result<&str> {
    optional(row, index)?.ok_or_else(|| unreadable(index, std::fmt::Error))
}

pub(super) fn optional(row: &PgRow, index: usize) -> sqlx::Result<Option<&str>> {
    let value = row.try_get_raw(index)?;
    if value.is_null() {
        return Ok(None);
    }
    let text = value.as_str().map_err(|source| sqlx::Error::ColumnDecode {
        index: index.to_string(),
        source,
    })?;
    Ok(Some(text))
}

fn unreadable(index: usize, error: impl Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: index.to_string(),
        source: Box::new(error),
    }
}
