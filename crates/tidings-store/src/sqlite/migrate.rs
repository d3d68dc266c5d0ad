//! Versions of the schema, and how a database comes to the newest.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior};

use super::error::Problem;
use super::subjects;
use crate::StoreError;
use crate::subjects::{Kind, Subjects};
use crate::version::{Migration, Version};

const MIGRATIONS: &[Migration] = &[
    Migration {
        sql: include_str!("migrations/1.sql"),
        compatible_from: 1,
    },
    Migration {
        sql: include_str!("migrations/2.sql"),
        compatible_from: 1,
    },
];

/// What is there.
struct State {
    version: Version,
    subjects: Subjects,
}

impl State {
    const EMPTY: Self = Self {
        version: Version::NONE,
        subjects: Subjects(Vec::new()),
    };

    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let Some(version) = version(connection)? else {
            return Ok(Self::EMPTY);
        };
        let subjects = subjects::stored(connection)?;
        Ok(Self { version, subjects })
    }

    /// The SQL that leads from here to the newest version, with a column for each subject; empty when it is there.
    fn script(&self, declared: &BTreeMap<String, Kind>) -> Result<String, StoreError> {
        let steps = self.version.steps(MIGRATIONS)?;
        let steps = steps.iter().map(|step| {
            format!(
                "{}\nUPDATE tidings_meta SET schema_version = schema_version + 1, compatible_from = {};\n",
                step.sql.trim_end(),
                step.compatible_from
            )
        });
        let columns = self
            .subjects
            .missing(declared)?
            .into_iter()
            .map(|(name, kind)| {
                let moved = if self.version == Version::NONE {
                    // Nothing is stored yet.
                    String::new()
                } else {
                    subjects::adopt(name, kind)
                };
                subjects::add(name, kind) + &moved
            });
        Ok(steps.chain(columns).collect::<Vec<_>>().join("\n"))
    }
}

/// Brings the database to the newest version, with a column for each subject; writes nothing when it is.
pub(super) fn migrate(
    connection: &mut Connection,
    declared: &BTreeMap<String, Kind>,
    busy_limit: Duration,
) -> Result<(), Problem> {
    if State::read(connection)?.script(declared)?.is_empty() {
        return Ok(());
    }
    refuse_taken_names(connection)?;
    use_wal(connection, busy_limit)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again, since another process may just have migrated.
    let script = State::read(&transaction)?.script(declared)?;
    transaction.execute_batch(&script)?;
    Ok(transaction.commit()?)
}

/// The SQL of what is to be done, for those who run it themselves; empty when it is nothing.
pub(super) fn script_of(
    connection: &mut Connection,
    declared: &BTreeMap<String, Kind>,
) -> Result<String, Problem> {
    let snapshot = connection.transaction()?;
    let script = State::read(&snapshot)?.script(declared)?;
    refuse_taken_names(&snapshot)?;
    Ok(to_be_run_by_others(&script))
}

/// [`script_of`] for a file that is not there.
pub(super) fn script_of_new(declared: &BTreeMap<String, Kind>) -> Result<String, StoreError> {
    Ok(to_be_run_by_others(&State::EMPTY.script(declared)?))
}

fn to_be_run_by_others(script: &str) -> String {
    if script.is_empty() {
        return String::new();
    }
    format!(
        "-- For `sqlite3 -bail FILE`, version 3.41 or newer: all of it or, after an error, nothing.\n\
         PRAGMA journal_mode = wal;\n\
         BEGIN IMMEDIATE;\n\n\
         {script}\n\
         COMMIT;\n"
    )
}

/// The version of a store that is there already.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<Option<Version>> {
    let exists = format!("SELECT EXISTS ({OWN_TABLE})");
    if !connection.query_row(&exists, [], |row| row.get(0))? {
        return Ok(None);
    }
    let version = "SELECT schema_version, compatible_from FROM tidings_meta";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Version {
            found: row.get(0)?,
            compatible_from: row.get(1)?,
        })
    };
    connection.query_row(version, [], read).optional()
}

/// What tells a store from a table of another that happens to have its name.
const OWN_TABLE: &str = "SELECT 1 FROM sqlite_master \
    WHERE type = 'table' AND name = 'tidings_meta' AND sql LIKE '%schema_version%'";

/// Refuses a database without a store that has names of one. One statement, since another process may be migrating.
fn refuse_taken_names(connection: &Connection) -> Result<(), Problem> {
    let taken = format!(
        "SELECT type, name FROM sqlite_master \
         WHERE name LIKE 'tidings~_%' ESCAPE '~' AND NOT EXISTS ({OWN_TABLE}) LIMIT 1"
    );
    let taken = connection
        .query_row(&taken, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    taken.map_or(Ok(()), |(kind, name)| {
        Err(Problem::NameTaken { kind, name })
    })
}

/// Whether this build can use a store of this version without migrating it.
pub(super) fn check_version(version: Version) -> Result<(), StoreError> {
    version.check(MIGRATIONS)
}

/// SQLite does not wait here for other connections that do the same; it says at once that it is busy.
fn use_wal(connection: &Connection, busy_limit: Duration) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && begun.elapsed() < busy_limit =>
            {
                thread::sleep(Duration::from_millis(2));
            }
            result => return result,
        }
    }
}
