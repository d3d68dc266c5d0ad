use std::borrow::Cow;
use std::sync::Arc;

use sqlx::{PgConnection, Postgres, Transaction};
use tidings::{Event, Receipt, Record, SendError};

use super::PostgresStore;
use super::append::{self, Inserted};
use super::database::{collect, only};
use super::error::Problem;
use super::limits::{Decision, Limited};
use super::migrate::{schema_of, select_schema};
use super::row::{text, truth};
use super::schema::Schema;
use super::subjects;
use crate::rate_limits::rate_limited;
use crate::sender::Answer;

impl PostgresStore {
    /// Sends an event in the caller's own transaction: it is stored if, and once, the caller commits, along with
    /// whatever else the transaction does.
    ///
    /// The connection must be one to this store's database. Its settings hold: for a receipt to mean what it means
    /// elsewhere, leave `synchronous_commit` on. Followers see the event within a fraction of a second of the commit;
    /// nothing that waits for this transaction, or notifies, is in it.
    ///
    /// An event with a rate limit waits for other open transactions that have sent the same event for the same
    /// subjects, and makes others wait until the caller commits; sent last in a transaction it does so shortly. Limits
    /// hold exactly at the isolation level `READ COMMITTED`; above it records that others committed after the
    /// transaction began are not seen.
    ///
    /// ```no_run
    /// # async fn example(pool: tidings_store::sqlx::PgPool) -> Result<(), Box<dyn std::error::Error>> {
    /// use tidings::{Record, Severity};
    /// use tidings_store::{PostgresStore, StoreOptions, sqlx};
    ///
    /// let store = PostgresStore::open("postgres://localhost/shop", &[], StoreOptions::default()).await?;
    ///
    /// let mut transaction = pool.begin().await?;
    /// sqlx::query("INSERT INTO orders VALUES ($1)").bind("A-17").execute(&mut *transaction).await?;
    /// let placed = Record::new("order_placed", "order", Severity::Info, "Order A-17 placed");
    /// store.send_record_in(&mut transaction, &placed).await?;
    /// transaction.commit().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of any sender. After one that came from the server ([`SendError::Store`], [`SendError::Unavailable`])
    /// PostgreSQL accepts nothing more in the transaction but its end, or that of a savepoint.
    pub async fn send_in(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        event: &impl Event,
    ) -> Result<Receipt, SendError> {
        let record = event.to_record()?;
        self.send_record_in(transaction, &record).await
    }

    /// [`PostgresStore::send_in`] for a record.
    ///
    /// # Errors
    /// The same.
    pub async fn send_record_in(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        record: &Record,
    ) -> Result<Receipt, SendError> {
        record.validate()?;
        let shared = &self.shared;
        if let Some(schema) = shared.schema.seen() {
            shared
                .watch
                .begin_to_tell(&shared.database, schema, &shared.engine);
        }
        let answer = self.append_in(transaction, record).await;
        answer.unwrap_or_else(|problem| Err(problem.of(&self.shared.database.shown).into()))
    }

    async fn append_in(
        &self,
        connection: &mut PgConnection,
        record: &Record,
    ) -> Result<Answer, Problem> {
        let mut seen = self.shared.schema.seen();
        loop {
            let schema = match seen.take() {
                Some(schema) => schema,
                None => self.schema_in(connection).await?,
            };
            let schema = self.with_unseen(connection, schema, record).await?;
            let record = match schema.subjects.canonical(record) {
                Ok(record) => record,
                Err(invalid) => return Ok(Err(invalid)),
            };
            let records = [record];
            if let Some(window) = self.limit_in(connection, &schema, &records).await? {
                return Ok(Ok(rate_limited(&records[0], window)));
            }
            match self.insert_in(connection, &schema, &records).await? {
                Some(answer) => return Ok(answer),
                None => self.shared.schema.forget(),
            }
        }
    }

    /// What the transaction sees may be rolled back, and may be long past, so a schema that it reads is not remembered.
    async fn schema_in(&self, connection: &mut PgConnection) -> Result<Arc<Schema>, Problem> {
        let name = &self.shared.database.schema;
        let answers = collect(connection, select_schema(name)).await?;
        Ok(Arc::new(schema_of(name, &answers)?))
    }

    /// The schema with those of the record's subjects that were declared after the transaction's snapshot, which above
    /// `READ COMMITTED` does not see that. Their columns are there all the same.
    async fn with_unseen(
        &self,
        connection: &mut PgConnection,
        schema: Arc<Schema>,
        record: &Record,
    ) -> Result<Arc<Schema>, Problem> {
        let names = schema.subjects.undeclared(record);
        if names.is_empty() {
            return Ok(schema);
        }
        let lock = append::lock_schema(&schema);
        let select = subjects::select_present(&schema.name, &names);
        let answers = collect(connection, format!("{lock} {select}")).await?;
        let present = only(answers.last().map_or(&[], |rows| rows))?;
        let mut unseen = Vec::new();
        for (index, name) in names.into_iter().enumerate() {
            if truth(present, index)? {
                unseen.push(name);
            }
        }
        if unseen.is_empty() {
            return Ok(schema);
        }
        let answers = collect(connection, subjects::select_types(&schema.name, &unseen)).await?;
        let types = only(&answers[0])?;
        let mut subjects = Vec::new();
        for (index, name) in unseen.into_iter().enumerate() {
            subjects.push(subjects::of_column(name, text(types, index)?)?);
        }
        Ok(Arc::new(schema.with_unseen(subjects)))
    }

    /// The window that discards the record, if any.
    async fn limit_in(
        &self,
        connection: &mut PgConnection,
        schema: &Schema,
        records: &[Cow<'_, Record>],
    ) -> Result<Option<std::time::Duration>, Problem> {
        let limited = Limited::of(records, &self.shared.limits);
        if limited.is_empty() {
            return Ok(None);
        }
        let message = format!(
            "{}; {}",
            limited.take_locks(schema),
            limited.question(schema)
        );
        let answers = collect(connection, message).await?;
        let decisions = limited.decide(schema, &answers[0], &answers[1])?;
        Ok(match decisions.get(&0) {
            Some(Decision::Discard(window)) => Some(*window),
            _ => None,
        })
    }

    /// None when the schema has changed.
    async fn insert_in(
        &self,
        connection: &mut PgConnection,
        schema: &Schema,
        records: &[Cow<'_, Record>],
    ) -> Result<Option<Answer>, Problem> {
        let now = self.shared.clock.now();
        let (lock, insert) = (
            append::lock_schema(schema),
            append::insert(schema, records, now),
        );
        let answers = collect(connection, format!("{lock} {insert}")).await?;
        let record = &records[0];
        match append::inserted(&answers, 1)? {
            Inserted::SchemaChanged => Ok(None),
            Inserted::Records(new) if new == [true] => {
                Ok(Some(Ok(Receipt::Stored { id: record.id })))
            }
            Inserted::Records(_) => {
                let select = append::select_by_id(schema, std::iter::once(record.id));
                let answers = collect(connection, select).await?;
                let stored = append::records_by_id(schema, &answers[0])?;
                let taken = Err(SendError::IdTaken { id: record.id });
                Ok(Some(
                    append::answer_of_taken(record, &stored).unwrap_or(taken),
                ))
            }
        }
    }
}
