//! The user's own side: a connection, and transactions in which events are sent beside other things.

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, Postgres, Row};
use tidings::{Event, Receipt, Record, SendError};
use tidings_store::{Store, sqlx};
use tokio::runtime::{Builder, Runtime};

/// A connection that blocks its thread, with a runtime of its own.
pub struct Session {
    connection: PgConnection,
    runtime: Runtime,
}

/// Rolled back when it is dropped.
pub struct Transaction<'a> {
    inner: sqlx::Transaction<'a, Postgres>,
    runtime: &'a Runtime,
}

impl Session {
    pub fn connect(url: &str) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        // Poolers refuse what they do not know.
        let options = url.parse::<PgConnectOptions>().unwrap();
        let options = options.extra_float_digits(None);
        let connection = runtime.block_on(options.connect()).unwrap();
        Self {
            connection,
            runtime,
        }
    }

    pub fn begin(&mut self) -> Transaction<'_> {
        self.begin_with("BEGIN")
    }

    pub fn begin_with(&mut self, statement: &'static str) -> Transaction<'_> {
        let begun = self.connection.begin_with(statement);
        Transaction {
            inner: self.runtime.block_on(begun).unwrap(),
            runtime: &self.runtime,
        }
    }

    /// Sends the record in a transaction that is committed at once.
    pub fn send(&mut self, store: &Store, record: &Record) -> Receipt {
        let mut transaction = self.begin();
        let receipt = transaction.send(store, record).unwrap();
        transaction.commit();
        receipt
    }

    /// The rows that statements answer with, as text; NULL is empty.
    pub fn rows(&mut self, sql: &str) -> Vec<Vec<String>> {
        rows(&self.runtime, &mut self.connection, sql).unwrap()
    }
}

impl Transaction<'_> {
    pub fn send(&mut self, store: &Store, record: &Record) -> Result<Receipt, SendError> {
        let postgres = store.postgres().unwrap();
        self.runtime
            .block_on(postgres.send_record_in(&mut self.inner, record))
    }

    pub fn send_event(
        &mut self,
        store: &Store,
        event: &(impl Event + Sync),
    ) -> Result<Receipt, SendError> {
        let postgres = store.postgres().unwrap();
        self.runtime
            .block_on(postgres.send_in(&mut self.inner, event))
    }

    pub fn try_run(&mut self, sql: &str) -> sqlx::Result<Vec<Vec<String>>> {
        rows(self.runtime, &mut self.inner, sql)
    }

    /// The first value that statements answer with, as text.
    pub fn run(&mut self, sql: &str) -> String {
        let rows = self.try_run(sql).unwrap();
        rows.into_iter().flatten().next().unwrap_or_default()
    }

    pub fn commit(self) {
        self.try_commit().unwrap();
    }

    pub fn try_commit(self) -> sqlx::Result<()> {
        self.runtime.block_on(self.inner.commit())
    }

    pub fn rollback(self) {
        self.runtime.block_on(self.inner.rollback()).unwrap();
    }
}

fn rows(
    runtime: &Runtime,
    connection: &mut PgConnection,
    sql: &str,
) -> sqlx::Result<Vec<Vec<String>>> {
    let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    let rows = runtime.block_on(query.fetch_all(connection))?;
    let text = |row: &sqlx::postgres::PgRow, column| {
        let value = row.try_get_raw(column).unwrap();
        value.as_str().unwrap_or_default().to_owned()
    };
    let values = rows
        .iter()
        .map(|row| (0..row.len()).map(|column| text(row, column)).collect());
    Ok(values.collect())
}
