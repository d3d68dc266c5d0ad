//! Rows as records.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;
use std::str::FromStr;

use rusqlite::Row;
use rusqlite::types::{Type, ValueRef};
use tidings::{Id, OffsetDateTime, Record, Severity, Uuid};

use super::schema::{FIRST_SUBJECT, Schema};
use super::subjects;
use crate::{Cursor, StoredRecord};

/// Of a row of `schema.columns`.
pub(super) fn stored_record(
    row: &Row<'_>,
    schema: &Schema,
    epoch: u64,
) -> rusqlite::Result<StoredRecord> {
    Ok(StoredRecord {
        record: record(row, schema)?,
        recorded_at: time(row, 1)?,
        cursor: Some(Cursor::at(epoch, seq(row)?)),
    })
}

fn seq(row: &Row<'_>) -> rusqlite::Result<u64> {
    Ok(row.get_ref(0)?.as_i64()?.cast_unsigned())
}

/// Of a row of `schema.columns`.
pub(super) fn record(row: &Row<'_>, schema: &Schema) -> rusqlite::Result<Record> {
    let text = |index| -> rusqlite::Result<String> { row.get(index) };
    let mut record = Record::new(text(3)?, text(4)?, parsed::<Severity>(row, 6)?, text(7)?);
    record.id = Uuid::from_bytes(row.get(2)?);
    record.category = parsed(row, 5)?;
    record.event_time = time(row, 8)?;
    record.request_id = row.get(9)?;
    record.source = row.get(10)?;
    record.trace_id = row.get(11)?;
    record.span_id = row.get(12)?;
    record.definition = match row.get_ref(13)? {
        ValueRef::Null => None,
        _ => Some(parsed(row, 13)?),
    };
    record.props = props(row)?;
    record.subjects = subjects_of(row, schema)?;
    Ok(record)
}

pub(super) fn time(row: &Row<'_>, index: usize) -> rusqlite::Result<OffsetDateTime> {
    let microseconds: i64 = row.get(index)?;
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1000)
        .map_err(|error| unreadable(index, error))
}

fn parsed<T: FromStr<Err: Error + Send + Sync + 'static>>(
    row: &Row<'_>,
    index: usize,
) -> rusqlite::Result<T> {
    let text = row.get_ref(index)?.as_str()?;
    text.parse().map_err(|error| unreadable(index, error))
}

fn props(row: &Row<'_>) -> rusqlite::Result<BTreeMap<Cow<'static, str>, serde_json::Value>> {
    let Some(json) = row.get_ref(14)?.as_str_or_null()? else {
        return Ok(BTreeMap::new());
    };
    let props: BTreeMap<String, _> =
        serde_json::from_str(json).map_err(|error| unreadable(14, error))?;
    Ok(owned_keys(props))
}

fn subjects_of(
    row: &Row<'_>,
    schema: &Schema,
) -> rusqlite::Result<BTreeMap<Cow<'static, str>, Id>> {
    let mut ids = match row.get_ref(15)?.as_str_or_null()? {
        Some(json) => owned_keys(subjects::read_others(json)?),
        None => BTreeMap::new(),
    };
    for (index, subject) in schema.subjects.0.iter().enumerate() {
        let index = FIRST_SUBJECT + index;
        let id = match row.get_ref(index)? {
            ValueRef::Null => continue,
            ValueRef::Integer(number) => Id::from(number),
            ValueRef::Blob(_) => Id::from(Uuid::from_bytes(row.get(index)?)),
            text => Id::from(text.as_str()?),
        };
        ids.insert(Cow::Owned(subject.name.clone()), id);
    }
    Ok(ids)
}

fn owned_keys<V>(map: BTreeMap<String, V>) -> BTreeMap<Cow<'static, str>, V> {
    let owned = map.into_iter().map(|(key, value)| (Cow::Owned(key), value));
    owned.collect()
}

fn unreadable(index: usize, error: impl Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error))
}
