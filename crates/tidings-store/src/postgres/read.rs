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

/// What queries found, all in one state of the store.
pub(super) struct Found(Answers);

impl Found {
    /// Of the query of this number, from 0.
    pub fn rows(&self, query: usize) -> &[PgRow] {
        self.0.get(BEFORE + query).map_or(&[], |rows| rows)
    }
}

/// The same, with the places that were given in that state.
pub(super) struct Snapshot {
    pub places: Places,
    /// Whether something was committed that had no place yet.
    pending: bool,
    found: Found,
}

impl Snapshot {
    pub fn rows(&self, query: usize) -> &[PgRow] {
        self.found.rows(query)
    }
}

/// How many statements come before the queries.
const BEFORE: usize = 2;

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
    ) -> Result<(Found, Arc<Schema>), Problem> {
        self.ask("", queries).await
    }

    /// [`read`](Self::read), with places.
    pub async fn read_places(
        &self,
        queries: impl Fn(&Schema) -> Result<Vec<String>, StoreError>,
    ) -> Result<(Snapshot, Arc<Schema>), Problem> {
        let name = &self.store.shared.database.schema;
        let places = format!(
            ", purged_through, coalesce((SELECT max(position) FROM {name}.batches), 0), \
             EXISTS (SELECT FROM {name}.pending)"
        );
        let (found, schema) = self.ask(&places, queries).await?;
        let meta = only(&found.0[BEFORE - 1])?;
        let snapshot = Snapshot {
            places: Places {
                epoch: schema.epoch,
                purged_through: parsed(meta, 4)?,
                last: parsed(meta, 5)?,
            },
            pending: truth(meta, 6)?,
            found,
        };
        Ok((snapshot, schema))
    }

    /// [`read_places`](Self::read_places) of a state in which everything that was committed before has its place.
    pub async fn read_placed(
        &self,
        queries: impl Fn(&Schema) -> Result<Vec<String>, StoreError>,
    ) -> Result<(Snapshot, Arc<Schema>), Problem> {
        let (snapshot, schema) = self.read_places(&queries).await?;
        let database = &self.store.shared.database;
        if snapshot.pending && place_pending(database, &schema, self.patience).await? {
            return self.read_places(&queries).await;
        }
        Ok((snapshot, schema))
    }

    /// Once more where the schema has changed since the queries were made.
    async fn ask(
        &self,
        places: &str,
        queries: impl Fn(&Schema) -> Result<Vec<String>, StoreError>,
    ) -> Result<(Found, Arc<Schema>), Problem> {
        let shared = &self.store.shared;
        loop {
            let schema = schema(shared).await?;
            let message = message(&shared.database, places, &queries(&schema)?);
            let answers = match shared.database.ask(&message, self.patience).await {
                Err(problem) if problem.code().as_deref() == Some("42P01") => {
                    return Err(gone(&shared.database, &problem));
                }
                answers => answers?,
            };
            let meta = only(&answers[BEFORE - 1])?;
            let (epoch, subjects) = (parsed::<i64>(meta, 0)?, parsed::<usize>(meta, 1)?);
            if epoch == schema.epoch.cast_signed() && subjects == schema.subjects.0.len() {
                return Ok((Found(answers), schema));
            }
            shared.schema.forget();
        }
    }
}

/// The settings are for this transaction alone. To compile a query takes longer than any of these runs: what a tenant may
/// see looks as if it cost much.
fn message(database: &Database, places: &str, queries: &[String]) -> String {
    let (name, queries) = (&database.schema, queries.join("; "));
    let timeout = Database::milliseconds(database.options.statement_timeout);
    format!(
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; \
         SELECT epoch, (SELECT count(*) FROM {name}.subjects), \
           set_config('statement_timeout', '{timeout}', true), set_config('jit', 'off', true){places} \
         FROM {name}.meta; {queries}"
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
fn gone(database: &Database, problem: &Problem) -> Problem {
    debug_assert_eq!(problem.remedy(), Remedy::None);
    let place = database.shown.clone();
    Problem::Store(StoreError::NoStore { place })
}
