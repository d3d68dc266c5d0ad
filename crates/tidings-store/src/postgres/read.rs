//! Snapshots of the store.

use std::sync::Arc;

use sqlx::postgres::PgRow;

use super::PostgresStore;
use super::database::{Answers, Database, only};
use super::error::{Problem, Remedy};
use super::migrate::{schema_of, select_schema};
use super::order::place_pending;
use super::postgres_store::Shared;
use super::row::{parsed, truth};
use super::schema::Schema;
use crate::StoreError;
use crate::cursor::Places;

/// One state of the store, and what was asked of it.
pub(super) struct Snapshot {
    pub places: Places,
    /// Whether something was committed that had no place yet.
    pub pending: bool,
    answers: Answers,
}

impl Snapshot {
    /// What the query of this number, from 0, found.
    pub fn rows(&self, query: usize) -> &[PgRow] {
        self.answers.get(BEFORE + query).map_or(&[], |rows| rows)
    }
}

/// How many statements come before the queries.
const BEFORE: usize = 3;

/// Reads one state of the store; the queries may depend on the schema.
pub(super) struct Reader {
    store: PostgresStore,
    patience: std::time::Duration,
}

impl PostgresStore {
    pub(super) fn reader(&self) -> Reader {
        Reader {
            store: self.clone(),
            patience: std::time::Duration::from_secs(1),
        }
    }

    /// For followers, who wait for a server that is away.
    pub(super) fn patient_reader(&self) -> Reader {
        Reader {
            store: self.clone(),
            patience: self.shared.database.options.reconnect_limit,
        }
    }
}

impl Reader {
    /// One message, one transaction.
    pub async fn read(
        &self,
        queries: impl Fn(&Schema) -> Result<Vec<String>, StoreError>,
    ) -> Result<(Snapshot, Arc<Schema>), Problem> {
        let shared = &self.store.shared;
        loop {
            let schema = schema(shared).await?;
            let message = message(&shared.database, &schema, &queries(&schema)?);
            let answers = match shared.database.ask(&message, self.patience).await {
                Err(problem) if problem.code().as_deref() == Some("42P01") => {
                    return Err(gone(&shared.database, problem));
                }
                answers => answers?,
            };
            let meta = only(&answers[BEFORE - 1])?;
            if parsed::<usize>(meta, 2)? != schema.subjects.0.len()
                || parsed::<i64>(meta, 0)? != schema.epoch.cast_signed()
            {
                shared.schema.forget();
                continue;
            }
            let snapshot = Snapshot {
                places: Places {
                    epoch: schema.epoch,
                    purged_through: parsed(meta, 1)?,
                    last: parsed(meta, 3)?,
                },
                pending: truth(meta, 4)?,
                answers,
            };
            return Ok((snapshot, schema));
        }
    }

    /// [`read`](Self::read) of a state in which everything that was committed before has its place.
    pub async fn read_placed(
        &self,
        queries: impl Fn(&Schema) -> Result<Vec<String>, StoreError>,
    ) -> Result<(Snapshot, Arc<Schema>), Problem> {
        let (snapshot, schema) = self.read(&queries).await?;
        if snapshot.pending && place_pending(&self.store.shared.database, &schema).await? {
            return self.read(&queries).await;
        }
        Ok((snapshot, schema))
    }
}

fn message(database: &Database, schema: &Schema, queries: &[String]) -> String {
    let (name, timeout) = (
        &schema.name,
        Database::statement_timeout(database.options.statement_timeout),
    );
    format!(
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {timeout} \
         SELECT epoch, purged_through, (SELECT count(*) FROM {name}.subjects), \
           coalesce((SELECT max(position) FROM {name}.batches), 0), \
           EXISTS (SELECT FROM {name}.pending) FROM {name}.meta; {}",
        queries.join("; ")
    )
}

/// The one seen last, or the present one.
pub(super) async fn schema(shared: &Shared) -> Result<Arc<Schema>, Problem> {
    if let Some(schema) = shared.schema.seen() {
        return Ok(schema);
    }
    let name = &shared.database.schema;
    let answers = shared.database.read(&select_schema(name)).await?;
    Ok(shared.schema.set(schema_of(name, &answers)?))
}

/// Tables that were there when the store was opened are not.
fn gone(database: &Database, problem: Problem) -> Problem {
    debug_assert_eq!(problem.remedy(), Remedy::None);
    let place = database.shown.clone();
    Problem::Store(StoreError::NoStore { place })
}
