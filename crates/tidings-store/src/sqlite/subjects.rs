//! Columns of subjects.

use std::collections::BTreeMap;

use rusqlite::types::{Type, Value};
use rusqlite::{Connection, params};
use tidings::Id;

use crate::subjects::{Kind, Subject, Subjects, write_others};

impl Kind {
    const fn column_type(self) -> &'static str {
        match self {
            Self::Uuid => "BLOB",
            Self::Text => "TEXT",
            Self::Integer => "INTEGER",
        }
    }

    /// What stands in the column for an id of this kind.
    pub fn column_value(self, id: &Id) -> Value {
        match (self, id) {
            (Self::Uuid, Id::Uuid(uuid)) => Value::Blob(uuid.as_bytes().to_vec()),
            (_, Id::Integer(number)) => Value::Integer(*number),
            (_, id) => Value::Text(id.to_string()),
        }
    }
}

/// All that have columns, in the order in which they came.
pub(super) fn stored(connection: &Connection) -> rusqlite::Result<Subjects> {
    let mut statement =
        connection.prepare("SELECT name, type FROM tidings_subjects ORDER BY rowid")?;
    let subjects = statement.query_map([], |row| {
        let kind: String = row.get(1)?;
        let named = Kind::named(&kind);
        Ok(Subject {
            name: row.get(0)?,
            kind: named.ok_or(rusqlite::Error::InvalidColumnType(1, kind, Type::Text))?,
        })
    })?;
    Ok(Subjects(subjects.collect::<rusqlite::Result<_>>()?))
}

/// Gives a subject its column, with what was stored of it before.
pub(super) fn add(connection: &Connection, name: &str, kind: Kind) -> rusqlite::Result<()> {
    let column_type = kind.column_type();
    connection.execute(
        "INSERT INTO tidings_subjects (name, type) VALUES (?1, ?2)",
        params![name, kind.as_str()],
    )?;
    // `check_name` lets nothing through that would need more than quotes.
    connection.execute_batch(&format!(
        "ALTER TABLE tidings_events ADD COLUMN \"{name}\" {column_type};
         CREATE INDEX \"tidings_events_{name}\" ON tidings_events
             (\"{name}\", category, event_time, seq, severity) WHERE \"{name}\" IS NOT NULL;"
    ))?;
    adopt(connection, name, kind)
}

/// Moves what was stored of a subject before it had a column. Ids of another type stay where they are.
fn adopt(connection: &Connection, name: &str, kind: Kind) -> rusqlite::Result<()> {
    let mut rows = connection.prepare(
        "SELECT seq, other_subjects FROM tidings_events WHERE other_subjects IS NOT NULL",
    )?;
    let mut update = connection.prepare(&format!(
        "UPDATE tidings_events SET \"{name}\" = ?2, other_subjects = ?3 WHERE seq = ?1"
    ))?;
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (seq, json) in rows.collect::<rusqlite::Result<Vec<(i64, String)>>>()? {
        let mut others = read_others(&json)?;
        let id = others.get(name).and_then(|id| kind.id(id).ok());
        if let Some(value) = id.map(|id| kind.column_value(&id)) {
            others.remove(name);
            let rest = others.iter().map(|(name, id)| (name.as_str(), id));
            update.execute(params![seq, value, write_others(&rest.collect())])?;
        }
    }
    Ok(())
}

pub(super) fn read_others(json: &str) -> rusqlite::Result<BTreeMap<String, Id>> {
    serde_json::from_str(json)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}
