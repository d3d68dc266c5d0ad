//! Removing records for good, a short transaction at a time.

use std::thread;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, TransactionBehavior, params_from_iter};

use super::SqliteStore;
use super::access::{any_of, is_deleted};
use super::conditions::subject_value;
use super::database::Opened;
use super::error::{Problem, file_is_gone};
use super::schema::Schema;
use crate::{Purge, Purged, StoreError};

/// So many records are searched for at once, while nothing is locked.
const SEARCHED: i64 = 100_000;

/// The most records that one transaction removes; fewer where they are so large that it takes
/// [`LONGEST`].
const BATCH: usize = 500;

const LONGEST: Duration = Duration::from_millis(100);

/// SQLite has no queue for its lock. Who waits for it looks again after at most so long.
const LOOKS_AGAIN: Duration = Duration::from_millis(100);

impl SqliteStore {
    /// Removes records as [`Store::purge`](crate::Store::purge) does; blocks meanwhile.
    ///
    /// The file keeps its size: what is stored next takes the room, and SQLite's `VACUUM` gives it back.
    ///
    /// # Errors
    /// The same.
    pub fn purge(&self, purge: &Purge) -> Result<Purged, StoreError> {
        let purged = self.try_purge(purge);
        self.shared.watch.wake();
        purged.map_err(|problem| problem.of(&self.shared.database.path))
    }

    /// Searches and removes on one connection, so that both are of the same file.
    fn try_purge(&self, purge: &Purge) -> Result<Purged, Problem> {
        let shared = &self.shared;
        let mut opened = shared.database.writer()?;
        let mut search = Search {
            purge,
            before: purge.before(shared.clock.now()),
            after: 0,
            // What is stored from now on stays, whatever the clock says.
            last: last_position(&opened.connection)?,
        };
        let mut purged = Purged::default();
        loop {
            let found = self.search(&mut opened.connection, &search)?;
            let Some(furthest) = found.last() else {
                return Ok(purged);
            };
            search.after = *furthest;
            purged.records += self.remove(&mut opened, &found, purge.is_of_age_alone())?;
        }
    }

    fn search(
        &self,
        connection: &mut Connection,
        search: &Search<'_>,
    ) -> Result<Vec<i64>, Problem> {
        let snapshot = connection.transaction()?;
        let schema = self.shared.schema.get(&snapshot)?;
        let (sql, parameters) = search.sql(&schema)?;
        let mut statement = snapshot.prepare(&sql)?;
        let found = statement.query_map(params_from_iter(parameters), |row| row.get(0))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// How many of these positions still had a record.
    fn remove(&self, opened: &mut Opened, found: &[i64], marks: bool) -> Result<u64, Problem> {
        let (mut rest, mut removed) = (found, 0);
        while !rest.is_empty() {
            let begun = Instant::now();
            let batch = remove_batch(&mut opened.connection, rest, marks)?;
            if !opened.is_at(&self.shared.database.path) {
                return Err(file_is_gone(&self.shared.database.path).into());
            }
            rest = &rest[batch.positions..];
            removed += batch.records;
            // Unlocked for as long as it was locked, others find it so at every second look.
            thread::sleep(begun.elapsed().min(LOOKS_AGAIN));
        }
        Ok(removed)
    }
}

/// What to remove of the positions after one, up to another.
struct Search<'a> {
    purge: &'a Purge,
    before: i64,
    after: i64,
    last: i64,
}

impl Search<'_> {
    /// With its parameters. `+` keeps SQLite from walking all records where the index of a subject finds them.
    fn sql(&self, schema: &Schema) -> Result<(String, Vec<Value>), StoreError> {
        let by_subject = !self.purge.subjects.is_empty();
        let seq = if by_subject { "+seq" } else { "seq" };
        let mut sql = format!(
            "SELECT seq FROM tidings_events \
             WHERE recorded_at < ?1 AND {seq} > ?2 AND {seq} <= ?3"
        );
        let mut parameters: Vec<Value> =
            [self.before, self.after, self.last].map(Value::from).into();
        for (name, id) in &self.purge.subjects {
            parameters.push(subject_value(schema, name, id)?);
            sql += &format!(" AND \"{name}\" = ?{}", parameters.len());
        }
        if self.purge.deleted_subjects {
            let subjects = schema.subjects.0.iter();
            let deleted = subjects.map(|subject| is_deleted(schema, subject));
            sql += &format!(" AND {}", any_of(deleted.collect()));
        }
        sql += &format!(" ORDER BY {seq} LIMIT {SEARCHED}");
        Ok((sql, parameters))
    }
}

/// The part of what was found that one transaction removed.
struct Batch {
    positions: usize,
    records: u64,
}

/// Removes the first of these positions and, where it `marks` them, refuses cursors from before them.
fn remove_batch(
    connection: &mut Connection,
    found: &[i64],
    marks: bool,
) -> rusqlite::Result<Batch> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let locked = Instant::now();
    let mut batch = Batch {
        positions: 0,
        records: 0,
    };
    let mut delete = transaction.prepare_cached("DELETE FROM tidings_events WHERE seq = ?1")?;
    for position in found.iter().take(BATCH) {
        batch.records += delete.execute([position])? as u64;
        batch.positions += 1;
        if locked.elapsed() >= LONGEST {
            break;
        }
    }
    drop(delete);
    if marks {
        transaction.execute(
            "UPDATE tidings_meta SET purged_through = max(purged_through, ?1)",
            [found[batch.positions - 1]],
        )?;
    }
    transaction.commit()?;
    Ok(batch)
}

fn last_position(connection: &Connection) -> rusqlite::Result<i64> {
    let last = "SELECT coalesce(max(seq), 0) FROM tidings_events";
    connection.query_row(last, [], |row| row.get(0))
}
