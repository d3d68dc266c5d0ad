//! The schema as it is at the moment: another process may have added a subject.

use std::sync::{Arc, Mutex};

use super::subjects;
use crate::subjects::Subjects;
use rusqlite::Connection;

/// Columns of `tidings_events` but those of subjects, in the order in which rows are read.
const COLUMNS: &str = "seq, recorded_at, id, name, event_type, category, severity, message, \
    event_time, request_id, source, trace_id, span_id, definition, props, other_subjects";

/// Where the columns of subjects begin in a row that is read.
pub(super) const FIRST_SUBJECT: usize = 16;

/// Columns that an insert gives, but those of subjects.
const INSERTED: &str = "rate_key, recorded_at, id, name, event_type, category, severity, \
    message, event_time, request_id, source, trace_id, span_id, definition, props, other_subjects";

#[derive(Debug)]
pub(super) struct Schema {
    /// SQLite's own number, which every change of the database's schema changes.
    cookie: i64,
    pub subjects: Subjects,
    /// Columns to read.
    pub columns: String,
    /// Stores a record, unless its id is stored.
    pub insert: String,
}

impl Schema {
    fn load(connection: &Connection, cookie: i64) -> rusqlite::Result<Self> {
        let subjects = subjects::stored(connection)?;
        let names: String = subjects
            .0
            .iter()
            .map(|subject| format!(", \"{}\"", subject.name))
            .collect();
        let places = vec!["?"; FIRST_SUBJECT + subjects.0.len()].join(", ");
        Ok(Self {
            cookie,
            columns: format!("{COLUMNS}{names}"),
            insert: format!(
                "INSERT INTO tidings_events ({INSERTED}{names}) VALUES ({places}) \
                 ON CONFLICT (id) DO NOTHING"
            ),
            subjects,
        })
    }
}

/// The schema that was seen last.
#[derive(Debug, Default)]
pub(super) struct SchemaCache(Mutex<Option<Arc<Schema>>>);

impl SchemaCache {
    /// The schema in the connection's present transaction, which must be one of the store's own.
    pub fn get(&self, connection: &Connection) -> rusqlite::Result<Arc<Schema>> {
        let schema = self.get_foreign(connection)?;
        *self.seen() = Some(schema.clone());
        Ok(schema)
    }

    /// The same in any transaction. What it sees may be rolled back, so it is not remembered.
    pub fn get_foreign(&self, connection: &Connection) -> rusqlite::Result<Arc<Schema>> {
        let mut statement = connection.prepare_cached("PRAGMA main.schema_version")?;
        let cookie = statement.query_row([], |row| row.get(0))?;
        let seen = self.seen().clone();
        match seen.filter(|schema| schema.cookie == cookie) {
            Some(schema) => Ok(schema),
            None => Schema::load(connection, cookie).map(Arc::new),
        }
    }

    /// For another file in the place of the one that was open.
    pub fn forget(&self) {
        *self.seen() = None;
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Option<Arc<Schema>>> {
        self.0
            .lock()
            .expect("nothing panics while it holds the schema")
    }
}
