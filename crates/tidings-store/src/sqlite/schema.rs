//! The schema as it is at the moment: another process may have added a subject.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use tidings::{Id, Record, SendError};

use super::subjects::{self, Subject};
use crate::StoreError;

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
    pub subjects: Vec<Subject>,
    /// Columns to read.
    pub columns: String,
    /// Stores a record, unless its id is stored.
    pub insert: String,
}

impl Schema {
    fn load(connection: &Connection, cookie: i64) -> rusqlite::Result<Self> {
        let subjects = subjects::stored(connection)?;
        let names: String = subjects
            .iter()
            .map(|subject| format!(", \"{}\"", subject.name))
            .collect();
        let places = vec!["?"; FIRST_SUBJECT + subjects.len()].join(", ");
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

    pub fn subject(&self, name: &str) -> Result<&Subject, StoreError> {
        let found = self.subjects.iter().find(|subject| subject.name == name);
        found.ok_or_else(|| {
            let known: Vec<&str> = self.subjects.iter().map(|s| s.name.as_str()).collect();
            StoreError::UnknownSubject {
                name: name.to_owned(),
                known: known.join(" "),
            }
        })
    }

    /// The record as its columns hold it: a UUID in capitals becomes one in small letters, `"7"` may become 7.
    ///
    /// # Errors
    /// A subject of another type than its column's.
    pub fn canonical<'a>(&self, record: &'a Record) -> Result<Cow<'a, Record>, SendError> {
        let mut canonical = Cow::Borrowed(record);
        for Subject { name, kind } in &self.subjects {
            let Some((name, id)) = record.subjects.get_key_value(name.as_str()) else {
                continue;
            };
            match kind.id(id) {
                Ok(Cow::Borrowed(_)) => {}
                Ok(Cow::Owned(id)) => drop(canonical.to_mut().subjects.insert(name.clone(), id)),
                Err(reason) => return Err(invalid(name.clone(), reason)),
            }
        }
        Ok(canonical)
    }

    /// The record's subjects that have no column.
    pub fn others<'a>(&self, record: &'a Record) -> BTreeMap<&'a str, &'a Id> {
        let has_column = |name: &str| self.subjects.iter().any(|subject| subject.name == name);
        let all = record.subjects.iter().map(|(name, id)| (&**name, id));
        all.filter(|(name, _)| !has_column(name)).collect()
    }
}

fn invalid(property: Cow<'static, str>, reason: &'static str) -> SendError {
    let reason = Cow::Borrowed(reason);
    SendError::InvalidValue { property, reason }
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
