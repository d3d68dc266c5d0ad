//! One record: decided on, and stored.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Statement, params};
use tidings::{OffsetDateTime, Receipt, Record, SendError, Uuid};

use super::row;
use super::schema::{FIRST_SUBJECT, Schema};
use crate::clock::microseconds;
use crate::rate_limits::{RateLimits, rate_key, rate_limited};
use crate::sender::Answer;
use crate::subjects::Subject;

/// Appends in the transaction that the connection has open.
pub(super) struct Appender<'a> {
    pub connection: &'a Connection,
    pub schema: Arc<Schema>,
    pub limits: &'a RateLimits,
    pub recorded_at: OffsetDateTime,
}

impl Appender<'_> {
    /// The answer for this record, which holds once the transaction is committed.
    ///
    /// # Errors
    /// When the database fails; the transaction may go on or not.
    pub fn append(&self, record: &Record) -> rusqlite::Result<Answer> {
        let record = match self.schema.subjects.canonical(record) {
            Ok(record) => record,
            Err(invalid) => return Ok(Err(invalid)),
        };
        let key = rate_key(&record);
        if let Some(window) = self.limits.window(&record.name)
            && self.has_one_within(window, &record, key)?
            && self.stored(record.id)?.is_none()
        {
            return Ok(Ok(rate_limited(&record, window)));
        }
        if self.insert(&record, key)? {
            return Ok(Ok(Receipt::Stored { id: record.id }));
        }
        let id = record.id;
        Ok(match self.stored(id)? {
            Some(stored) if stored == *record => Ok(Receipt::Stored { id }),
            _ => Err(SendError::IdTaken { id }),
        })
    }

    /// Whether a stored record of the same name and subjects lies in the window that ends with this one.
    fn has_one_within(
        &self,
        window: std::time::Duration,
        record: &Record,
        key: i64,
    ) -> rusqlite::Result<bool> {
        let time = microseconds(record.event_time);
        let window = i64::try_from(window.as_micros()).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {} FROM tidings_events \
             WHERE rate_key = ?1 AND event_time > ?2 AND event_time <= ?3",
            self.schema.columns
        ))?;
        let after = time.saturating_sub(window);
        let mut rows = statement.query(params![key, after, time])?;
        while let Some(row) = rows.next()? {
            // Others may have the same hash.
            let stored = row::record(row, &self.schema)?;
            if stored.name == record.name && stored.subjects == record.subjects {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn stored(&self, id: Uuid) -> rusqlite::Result<Option<Record>> {
        let sql = format!(
            "SELECT {} FROM tidings_events WHERE id = ?1",
            self.schema.columns
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let read = |row: &rusqlite::Row<'_>| row::record(row, &self.schema);
        statement.query_row([id.as_bytes()], read).optional()
    }

    /// Whether the id was new.
    fn insert(&self, record: &Record, key: i64) -> rusqlite::Result<bool> {
        let mut statement = self.connection.prepare_cached(&self.schema.insert)?;
        let props = (!record.props.is_empty()).then(|| record.props_json());
        let others = self.schema.subjects.others(record);
        let definition = record.definition.map(|hash| hash.to_string());
        statement.raw_bind_parameter(1, key)?;
        statement.raw_bind_parameter(2, microseconds(self.recorded_at))?;
        statement.raw_bind_parameter(3, record.id.as_bytes())?;
        statement.raw_bind_parameter(4, &*record.name)?;
        statement.raw_bind_parameter(5, &*record.event_type)?;
        statement.raw_bind_parameter(6, record.category.as_str())?;
        statement.raw_bind_parameter(7, record.severity.as_str())?;
        statement.raw_bind_parameter(8, &record.message)?;
        statement.raw_bind_parameter(9, microseconds(record.event_time))?;
        statement.raw_bind_parameter(10, &record.request_id)?;
        statement.raw_bind_parameter(11, &record.source)?;
        statement.raw_bind_parameter(12, &record.trace_id)?;
        statement.raw_bind_parameter(13, &record.span_id)?;
        statement.raw_bind_parameter(14, definition)?;
        statement.raw_bind_parameter(15, props)?;
        statement.raw_bind_parameter(16, others)?;
        for (index, subject) in self.schema.subjects.0.iter().enumerate() {
            bind_subject(&mut statement, FIRST_SUBJECT + 1 + index, record, subject)?;
        }
        Ok(statement.raw_execute()? == 1)
    }
}

fn bind_subject(
    statement: &mut Statement<'_>,
    place: usize,
    record: &Record,
    subject: &Subject,
) -> rusqlite::Result<()> {
    let id = record.subject(&subject.name);
    statement.raw_bind_parameter(place, id.map(|id| subject.kind.column_value(id)))
}
