//! Versions of the schema, and how a database comes to the newest.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior};

use super::error::Problem;
use super::subjects;
use crate::StoreError;
use crate::subjects::Kind;
use crate::version::{Migration, Version};

const MIGRATIONS: &[Migration] = &[Migration {
    sql: include_str!("migrations/1.sql"),
    compatible_from: 1,
}];

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
    let version = version(&transaction)?.unwrap_or(Version::NONE);
    for migration in version.steps(MIGRATIONS)? {
        transaction.execute_batch(migration.sql)?;
        transaction.execute(
            "UPDATE tidings_meta SET schema_version = schema_version + 1, compatible_from = ?1",
            [migration.compatible_from],
        )?;
    }
    for (name, kind) in subjects::stored(&transaction)?.missing(declared)? {
        subjects::add(&transaction, name, kind)?;
    }
    Ok(transaction.commit()?)
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

fn is_current(connection: &Connection, declared: &BTreeMap<String, Kind>) -> Result<bool, Problem> {
    let found = version(connection)?.unwrap_or(Version::NONE);
    let steps = found.steps(MIGRATIONS)?;
    Ok(steps.is_empty() && subjects::stored(connection)?.missing(declared)?.is_empty())
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
