//! Columns of subjects.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::{Type, Value};
use tidings::Id;

use crate::subjects::{Kind, Subject, Subjects};

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

/// The SQL that gives a subject its column. [`adopt`] belongs to it where records are stored.
pub(super) fn add(name: &str, kind: Kind) -> String {
    let (column_type, kind) = (kind.column_type(), kind.as_str());
    // `check_name` lets nothing through that would need more than quotes.
    format!(
        "INSERT INTO tidings_subjects (name, type) VALUES ('{name}', '{kind}');\n\
         ALTER TABLE tidings_events ADD COLUMN \"{name}\" {column_type};\n\
         CREATE INDEX \"tidings_events_{name}\" ON tidings_events\n    \
             (\"{name}\", category, event_time, seq, severity) WHERE \"{name}\" IS NOT NULL;\n"
    )
}

/// The SQL that moves what was stored of a subject before it had a column. Ids of another type stay where they are.
///
/// What it takes for an id of the kind, and as which, is what [`Kind::id`] says.
pub(super) fn adopt(name: &str, kind: Kind) -> String {
    let id = format!("(other_subjects ->> '{name}')");
    let is_text = format!("json_type(other_subjects, '$.{name}') = 'text'");
    let (is_of_kind, value) = match kind {
        Kind::Text => (is_text, id),
        Kind::Integer => (is_integer(&id), format!("{id} + 0")),
        Kind::Uuid => {
            let id = format!("lower{id}");
            (format!("{is_text} AND {}", is_uuid(&id)), uuid_bytes(&id))
        }
    };
    format!(
        "UPDATE tidings_events SET \"{name}\" = {value},\n    \
         other_subjects = nullif(json_remove(other_subjects, '$.{name}'), '{{}}')\n    \
         WHERE other_subjects IS NOT NULL\n    \
         AND {is_of_kind};\n"
    )
}

/// Whether a text or a number is digits, perhaps after a sign, and fits: SQLite calculates with others as floats.
fn is_integer(id: &str) -> String {
    let digits = format!("substr({id}, 1 + ({id} GLOB '[-+]*'))");
    format!(
        "{digits} GLOB '[0-9]*' AND {digits} NOT GLOB '*[^0-9]*' AND typeof({id} + 0) = 'integer'"
    )
}

/// Whether a text, in small letters, is one of the forms of [`Uuid::try_parse`](tidings::Uuid::try_parse).
fn is_uuid(id: &str) -> String {
    let hyphenated = [8, 4, 4, 4, 12].map(|count| "?".repeat(count)).join("-");
    let forms = [
        &hyphenated,
        &"?".repeat(32),
        &format!("{{{hyphenated}}}"),
        &format!("urn:uuid:{hyphenated}"),
    ];
    let forms = forms.map(|form| format!("{id} GLOB '{form}'"));
    // NULL where the digits are none.
    let bytes = uuid_bytes(id);
    format!("({}) AND length({bytes}) = 16", forms.join(" OR "))
}

fn uuid_bytes(id: &str) -> String {
    let bare = ["urn:uuid:", "{", "}", "-"]
        .iter()
        .fold(id.to_owned(), |text, part| {
            format!("replace({text}, '{part}', '')")
        });
    format!("unhex({bare})")
}

pub(super) fn read_others(json: &str) -> rusqlite::Result<BTreeMap<String, Id>> {
    serde_json::from_str(json)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

#[cfg(test)]
mod tests {
    use tidings::{Record, Severity, Uuid};

    use super::*;
    use crate::{SqliteStore, StoreOptions};

    const IDS: [&str; 33] = [
        "0af76519-16cd-43dd-8448-eb211c80319c",
        "0AF76519-16CD-43DD-8448-EB211C80319C",
        "0af7651916cd43dd8448eb211c80319c",
        "{0af76519-16cd-43dd-8448-eb211c80319c}",
        "urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c",
        "URN:UUID:0af76519-16cd-43dd-8448-eb211c80319c",
        "{0af7651916cd43dd8448eb211c80319c}",
        "0af7-651916cd-43dd-8448-eb211c80319c",
        "0af76519-16cd-43dd-8448-eb211c80319",
        "0af76519-16cd-43dd-8448-eb211c80319g",
        "0af76519-16cd-43dd-8448-eb211c8031-c",
        "0af7651916cd43dd8448eb211c80319é",
        "{{af76519-16cd-43dd-8448-eb211c80319c",
        "12345678901234567890123456789012",
        "7",
        "-7",
        "+7",
        "007",
        "-0",
        "+-7",
        "-",
        "7 ",
        " 7",
        "7.0",
        "7e1",
        "0x7",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "-9223372036854775809",
        "00000000000000000000000000000007",
        "A \"quoted\" 'id' \\ 😀",
        "None",
    ];

    /// What SQL moves into a new column is what Rust would put there.
    fn check(kind: Kind) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.db");
        drop(SqliteStore::open(&path, &[], StoreOptions::default()).unwrap());
        let connection = Connection::open(&path).unwrap();
        let numbers = [i64::MIN, -7, 0, i64::MAX].map(Id::from);
        let ids: Vec<Id> = IDS.map(Id::from).into_iter().chain(numbers).collect();
        for id in &ids {
            insert(&connection, id);
        }
        let sql = add("x_id", kind) + &adopt("x_id", kind);
        connection.execute_batch(&sql).unwrap();
        let read = "SELECT x_id, other_subjects FROM tidings_events ORDER BY seq";
        let mut statement = connection.prepare(read).unwrap();
        let mut rows = statement.query([]).unwrap();
        for id in &ids {
            let row = rows.next().unwrap().unwrap();
            let moved: Value = row.get(0).unwrap();
            let others: Option<String> = row.get(1).unwrap();
            let others = others.map_or(BTreeMap::new(), |json| read_others(&json).unwrap());
            let expected = kind.id(id).map(|id| kind.column_value(&id));
            assert_eq!(moved, expected.clone().unwrap_or(Value::Null), "{id}");
            assert_eq!(others.get("x_id"), expected.is_err().then_some(id), "{id}");
            assert_eq!(
                others.get("y_id"),
                (*id != Id::from("7")).then_some(&"y".into())
            );
        }
    }

    fn insert(connection: &Connection, id: &Id) {
        let mut record = Record::new("x", "x", Severity::Info, "");
        record.id = Uuid::now_v7();
        record.subjects.insert("x_id".into(), id.clone());
        if *id != Id::from("7") {
            record.subjects.insert("y_id".into(), "y".into());
        }
        let others = Subjects::default().others(&record);
        let insert = "INSERT INTO tidings_events (rate_key, recorded_at, id, name, event_type, category, \
                      severity, message, event_time, other_subjects) \
                      VALUES (0, 0, ?1, '', '', '', '', '', 0, ?2)";
        let parameters = (record.id.as_bytes(), others);
        connection.execute(insert, parameters).unwrap();
    }

    #[test]
    fn what_was_stored_of_a_subject_is_moved_into_its_column() {
        check(Kind::Uuid);
        check(Kind::Text);
        check(Kind::Integer);
    }
}
