//! Subjects and their columns.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rusqlite::types::{Type, Value};
use rusqlite::{Connection, params};
use tidings::{Definition, Id, PropertyType, Uuid};

use crate::StoreError;

/// A subject that has a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    pub name: String,
    pub kind: Kind,
}

/// The type of a subject's ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    Text,
    Integer,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::Text => "text",
            Self::Integer => "integer",
        }
    }

    const fn column_type(self) -> &'static str {
        match self {
            Self::Uuid => "BLOB",
            Self::Text => "TEXT",
            Self::Integer => "INTEGER",
        }
    }

    fn named(name: &str) -> Option<Self> {
        let all = [Self::Uuid, Self::Text, Self::Integer];
        all.into_iter().find(|kind| kind.as_str() == name)
    }

    fn of(property_type: PropertyType) -> Option<Self> {
        match property_type {
            PropertyType::Uuid => Some(Self::Uuid),
            PropertyType::String => Some(Self::Text),
            PropertyType::Integer | PropertyType::Int64 => Some(Self::Integer),
            _ => None,
        }
    }

    /// The id as ids of this kind are; else what it must be.
    pub fn id<'a>(self, id: &'a Id) -> Result<Cow<'a, Id>, &'static str> {
        match (self, id) {
            (Self::Uuid, Id::Text(text)) => {
                let uuid = Uuid::try_parse(text).map_err(|_| "must be a UUID");
                uuid.map(|uuid| Cow::Owned(Id::Uuid(uuid)))
            }
            (Self::Integer, Id::Text(text)) => {
                let number = text.parse().map_err(|_| "must be a 64-bit integer");
                number.map(|number| Cow::Owned(Id::Integer(number)))
            }
            (Self::Uuid | Self::Text, Id::Uuid(_))
            | (Self::Text, Id::Text(_))
            | (Self::Integer, Id::Integer(_)) => Ok(Cow::Borrowed(id)),
            (Self::Uuid, _) => Err("must be a UUID"),
            (Self::Text, _) => Err("must be a text"),
            (Self::Integer, _) => Err("must be a 64-bit integer"),
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

/// The subjects of the definitions, by name.
pub(super) fn declared(definitions: &[&Definition]) -> Result<BTreeMap<String, Kind>, StoreError> {
    let mut declared = BTreeMap::new();
    for property in definitions
        .iter()
        .flat_map(|definition| definition.subjects())
    {
        let invalid = |reason| StoreError::InvalidSubject {
            name: property.name.to_string(),
            reason,
        };
        check_name(&property.name).map_err(invalid)?;
        let kind = Kind::of(property.property_type)
            .ok_or_else(|| invalid("must be of type UUID, string or int64"))?;
        let earlier = declared.insert(property.name.to_string(), kind);
        check_kind(&property.name, earlier.unwrap_or(kind), kind)?;
    }
    Ok(declared)
}

/// Whether a subject keeps its type.
pub(super) fn check_kind(name: &str, stored: Kind, declared: Kind) -> Result<(), StoreError> {
    if stored == declared {
        return Ok(());
    }
    Err(StoreError::SubjectTypeChanged {
        name: name.to_owned(),
        stored: stored.as_str(),
        declared: declared.as_str(),
    })
}

/// Names become columns: those of the catalog's format, which no other column has.
fn check_name(name: &str) -> Result<(), &'static str> {
    const RESERVED: [&str; 6] = [
        "request_id",
        "event_id",
        "record_id",
        "trace_id",
        "span_id",
        "org_id",
    ];
    let stem = name.strip_suffix("_id").unwrap_or_default();
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !stem.starts_with(|first: char| first.is_ascii_lowercase())
        || stem.len() > 51
        || !stem.bytes().all(allowed)
    {
        return Err("must be a name as `cluster_id`: a-z, 0-9 and _, at most 54 characters");
    }
    if RESERVED.contains(&name) {
        return Err("has a reserved name");
    }
    Ok(())
}

/// All that have columns, in the order in which they came.
pub(super) fn stored(connection: &Connection) -> rusqlite::Result<Vec<Subject>> {
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
    subjects.collect()
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

/// Subjects without a column, as JSON; `None` when there are none.
pub(super) fn write_others(others: &BTreeMap<&str, &Id>) -> Option<String> {
    let write = |others| serde_json::to_string(others).expect("a map with text keys is JSON");
    (!others.is_empty()).then(|| write(others))
}

pub(super) fn read_others(json: &str) -> rusqlite::Result<BTreeMap<String, Id>> {
    serde_json::from_str(json)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}
