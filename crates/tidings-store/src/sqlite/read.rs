//! Snapshots of the store, and connections for them.

use rusqlite::{Row, Transaction};

use super::SqliteStore;
use super::abandonment::interruptible;
use super::database::Opened;
use super::error::Problem;
use super::row;
use super::schema::Schema;
use crate::cursor::Places;
use crate::{StoreError, StoredRecord};

/// One state of the store.
pub(super) struct Snapshot<'a> {
    pub transaction: Transaction<'a>,
    pub schema: &'a Schema,
    pub places: Places,
}

impl Snapshot<'_> {
    pub fn stored_record(&self, row: &Row<'_>) -> rusqlite::Result<StoredRecord> {
        row::stored_record(row, self.schema, self.places.epoch)
    }
}

/// How many connections are kept for the next readers.
const IDLE: usize = 8;

impl SqliteStore {
    /// Reads one state of the store. No transaction is left when it returns.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem>,
    ) -> Result<T, StoreError> {
        let path = &self.shared.database.path;
        self.try_read(work).map_err(|problem| problem.of(path))
    }

    fn try_read<T>(
        &self,
        work: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut opened = self.reader()?;
        let reading = interruptible(&opened.connection);
        let transaction = opened.connection.transaction()?;
        let schema = self.shared.schema.get(&transaction)?;
        let places = transaction
            .prepare_cached(
                "SELECT epoch, purged_through, \
                 (SELECT seq FROM sqlite_sequence WHERE name = 'tidings_events') FROM tidings_meta",
            )?
            .query_row([], |row| {
                let last: Option<i64> = row.get(2)?;
                Ok(Places {
                    epoch: row.get::<_, i64>(0)?.cast_unsigned(),
                    purged_through: row.get(1)?,
                    last: last.unwrap_or(0),
                })
            })?;
        let snapshot = Snapshot {
            transaction,
            schema: &schema,
            places,
        };
        let read = work(&snapshot)?;
        drop(snapshot);
        drop(reading);
        self.give_back(opened);
        Ok(read)
    }

    fn reader(&self) -> rusqlite::Result<Opened> {
        let database = &self.shared.database;
        let idle = self.idle_readers().pop();
        match idle {
            Some(opened) if opened.is_at(&database.path) => Ok(opened),
            Some(_) => {
                self.idle_readers().clear();
                self.shared.schema.forget();
                database.reader()
            }
            None => database.reader(),
        }
    }

    fn give_back(&self, opened: Opened) {
        let mut idle = self.idle_readers();
        if idle.len() < IDLE {
            idle.push(opened);
        }
    }

    fn idle_readers(&self) -> std::sync::MutexGuard<'_, Vec<Opened>> {
        let idle = self.shared.idle_readers.lock();
        idle.expect("nothing panics while it holds the connections")
    }
}
