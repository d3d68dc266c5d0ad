//! Versions of the schema, and how a database comes to the newest.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior};

use super::error::Problem;
use super::subjects::{self, Kind};
use crate::StoreError;

/// What leads from one version to the next, the first from an empty database. Never changed once released, only added to.
const MIGRATIONS: &[&str] = &[include_str!("migrations/1.sql")];

/// The newest version.
const VERSION: i64 = MIGRATIONS.len() as i64;

/// Brings the database to the newest version, with a column for each subject; writes nothing when it is.
pub(super) fn migrate(
    connection: &mut Connection,
    declared: &BTreeMap<String, Kind>,
    busy_limit: Duration,
) -> Result<(), Problem> {
    if is_current(connection, declared)? {
        return Ok(());
    }
    refuse_taken_names(connection)?;
    use_wal(connection, busy_limit)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again, since another process may just have migrated.
    let version = version(&transaction)?.unwrap_or(0);
    for migration in newer_than(version)? {
        transaction.execute_batch(migration)?;
    }
    transaction.execute("UPDATE tidings_meta SET schema_version = ?1", [VERSION])?;
    for (name, kind) in missing_subjects(&transaction, declared)? {
        subjects::add(&transaction, name, kind)?;
    }
    Ok(transaction.commit()?)
}

/// The version of a store that is there already.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let exists = format!("SELECT EXISTS ({OWN_TABLE})");
    if !connection.query_row(&exists, [], |row| row.get(0))? {
        return Ok(None);
    }
    let version = "SELECT schema_version FROM tidings_meta";
    connection
        .query_row(version, [], |row| row.get(0))
        .optional()
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
pub(super) fn check_version(version: i64) -> Result<(), StoreError> {
    if version == VERSION {
        return Ok(());
    }
    let (found, known) = (version, VERSION);
    Err(if found > known {
        StoreError::NewerSchema { found, known }
    } else {
        StoreError::OlderSchema { found, known }
    })
}

fn is_current(connection: &Connection, declared: &BTreeMap<String, Kind>) -> Result<bool, Problem> {
    let found = version(connection)?.unwrap_or(0);
    Ok(newer_than(found)?.is_empty() && missing_subjects(connection, declared)?.is_empty())
}

fn newer_than(found: i64) -> Result<&'static [&'static str], StoreError> {
    let done = usize::try_from(found).ok();
    let newer = done.and_then(|done| MIGRATIONS.get(done..));
    newer.ok_or(StoreError::NewerSchema {
        found,
        known: VERSION,
    })
}

fn missing_subjects<'a>(
    connection: &Connection,
    declared: &'a BTreeMap<String, Kind>,
) -> Result<Vec<(&'a str, Kind)>, Problem> {
    let stored = subjects::stored(connection)?;
    let mut missing = Vec::new();
    for (name, kind) in declared {
        match stored.iter().find(|subject| subject.name == *name) {
            Some(subject) => subjects::check_kind(name, subject.kind, *kind)?,
            None => missing.push((name.as_str(), *kind)),
        }
    }
    Ok(missing)
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
