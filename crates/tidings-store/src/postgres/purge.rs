//! Removes what is old.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use tidings::OffsetDateTime;

use super::PostgresStore;
use super::access::{any_of, is_deleted};
use super::database::{Answers, Database, only, send};
use super::error::{Problem, Remedy};
use super::order::place_pending;
use super::partitions::{self, MonthOf};
use super::read::schema;
use super::row::{optional, parsed, truth};
use super::schema::{BATCH, DURABLE, Schema};
use super::subjects::literal;
use super::{migrate, sql};
use crate::{Purge, Purged, StoreError};

/// The most records that one transaction removes.
const MOST: i64 = 2000;

/// Time for others between two transactions.
const PAUSE: Duration = Duration::from_millis(5);

impl PostgresStore {
    /// Removes records as [`Store::purge`](crate::Store::purge) does.
    ///
    /// Of a store that is partitioned, months of which nothing is left to keep are dropped whole, and months ahead are
    /// created.
    ///
    /// # Errors
    /// The same.
    pub async fn purge(&self, purge: &Purge) -> Result<Purged, StoreError> {
        let now = self.shared.clock.now();
        let (store, purge) = (self.clone(), purge.clone());
        let purged = self.run(|database| async move {
            let schema = schema(&store.shared).await?;
            let run = Run {
                database,
                condition: condition(&schema, &purge, now)?,
                removes_all: purge.is_of_age_alone(),
                schema,
            };
            run.purge().await
        });
        let purged = purged.await?;
        self.shared.watch.wake();
        Ok(purged)
    }
}

/// What is to be removed.
fn condition(schema: &Schema, purge: &Purge, now: OffsetDateTime) -> Result<String, StoreError> {
    let mut condition = format!("recorded_at < {}", sql::time(purge.before(now)));
    for (name, id) in &purge.subjects {
        let (kind, id) = schema.subjects.asked(name, id)?;
        write!(condition, " AND \"{name}\" = {}", literal(kind, &id))
            .expect("a string takes everything");
    }
    if purge.deleted_subjects {
        let subjects = schema.subjects.0.iter();
        let deleted = subjects.map(|subject| is_deleted(schema, subject));
        write!(condition, " AND {}", any_of(deleted.collect())).expect("a string takes everything");
    }
    Ok(condition)
}

struct Run {
    database: Arc<Database>,
    schema: Arc<Schema>,
    condition: String,
    /// Of a time, not only of subjects: then cursors from before are refused.
    removes_all: bool,
}

impl Run {
    async fn purge(&self) -> Result<Purged, Problem> {
        // So that all that is removed has its place, which cursors are compared with.
        self.place_pending().await?;
        let mut purged = Purged::default();
        if let Some(months) = partitions::months(&self.database).await? {
            if self.removes_all {
                // Of the present one, which writers use, and those ahead, records are removed singly.
                let now = OffsetDateTime::now_utc();
                for month in months.into_iter().filter(|month| month.is_before(now)) {
                    self.drop_month(month, &mut purged).await?;
                }
            }
            migrate::create_months(&self.database).await?;
        }
        let (mut after, last) = (i64::MIN, self.last().await?);
        while let Some(last) = last {
            let (removed, through) = self.remove(after, last).await?;
            purged.records += removed;
            match through {
                Some(through) if through < last => after = through,
                _ => break,
            }
            tokio::time::sleep(PAUSE).await;
        }
        if self.removes_all {
            self.forget_batches().await?;
        }
        Ok(purged)
    }

    /// The number of the last record that is to be removed.
    async fn last(&self) -> Result<Option<i64>, Problem> {
        let (name, condition) = (&self.schema.name, &self.condition);
        let select = format!("SELECT max(seq) FROM {name}.events WHERE {condition}");
        let answers = self.ask(format!("{} {select}", self.begin())).await?;
        let last = optional(only(answers.last().map_or(&[], |rows| rows))?, 0)?;
        Ok(last.and_then(|last| last.parse().ok()))
    }

    /// The next records with numbers after this one: how many were removed, and the last's number.
    async fn remove(&self, after: i64, last: i64) -> Result<(u64, Option<i64>), Problem> {
        let (name, condition) = (&self.schema.name, &self.condition);
        let found = format!(
            "SELECT id, seq FROM {name}.events \
             WHERE {condition} AND seq > {after} AND seq <= {last} \
               AND EXISTS (SELECT FROM {name}.batches WHERE base = (seq & -{BATCH})) \
             ORDER BY seq LIMIT {MOST}"
        );
        let message = format!(
            "{} WITH found AS MATERIALIZED ({found}), \
             removed AS (DELETE FROM {name}.events WHERE id IN (SELECT id FROM found) RETURNING seq), \
             {} \
             SELECT (SELECT count(*) FROM removed), (SELECT max(seq) FROM found), {DURABLE}",
            self.begin(),
            self.refuse_cursors("removed"),
        );
        let answers = self.ask(message).await?;
        let row = only(answers.last().map_or(&[], |rows| rows))?;
        let through = optional(row, 1)?.and_then(|seq| seq.parse().ok());
        Ok((parsed(row, 0)?, through))
    }

    /// Moves the place from which cursors are good to that of the last of these.
    fn refuse_cursors(&self, removed: &str) -> String {
        let (name, refuse) = (&self.schema.name, self.removes_all);
        format!(
            "refused AS (\
               UPDATE {name}.meta SET purged_through = greatest(purged_through, \
                 (SELECT max(position - size + 1 + (seq - base)) FROM {removed} \
                  JOIN {name}.batches ON base = (seq & -{BATCH}))) WHERE {refuse})"
        )
    }

    /// Removes places of which no record is left; but for the last one, from which places go on.
    async fn forget_batches(&self) -> Result<(), Problem> {
        let (name, mut after) = (&self.schema.name, 0);
        loop {
            let message = format!(
                "{} WITH looked AS MATERIALIZED (\
                   SELECT position, base, size FROM {name}.batches WHERE position > {after} \
                     AND position <= (SELECT purged_through FROM {name}.meta) \
                     AND position < (SELECT max(position) FROM {name}.batches) \
                   ORDER BY position LIMIT {MOST}), \
                 forgotten AS (DELETE FROM {name}.batches WHERE position IN (\
                   SELECT position FROM looked WHERE NOT EXISTS (\
                     SELECT FROM {name}.events WHERE seq >= base AND seq < base + size))) \
                 SELECT max(position) FROM looked",
                self.begin()
            );
            let answers = self.ask(message).await?;
            let row = only(answers.last().map_or(&[], |rows| rows))?;
            match optional(row, 0)?.and_then(|position| position.parse::<i64>().ok()) {
                Some(position) => after = position,
                None => return Ok(()),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn begin(&self) -> String {
        let timeout = Database::statement_timeout(self.database.options.statement_timeout);
        // To compile a query takes longer than a batch.
        format!("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; {timeout} SET LOCAL jit = off;")
    }

    async fn place_pending(&self) -> Result<bool, Problem> {
        let patience = self.database.options.reconnect_limit;
        place_pending(&self.database, &self.schema, patience).await
    }

    async fn ask(&self, message: String) -> Result<Answers, Problem> {
        let patience = self.database.options.reconnect_limit;
        self.database.ask(&message, patience).await
    }

    /// Drops a month in which everything is to be removed, or was. One that others use for long is left: its records are
    /// removed like those of a table that is not divided.
    async fn drop_month(&self, month: MonthOf, purged: &mut Purged) -> Result<(), Problem> {
        let table = format!("{}.{}", self.schema.name, month.table());
        let mut connection = self.database.connect().await?;
        let ask = format!(
            "SET LOCAL statement_timeout = 0; SELECT {}",
            self.is_kept(&table)
        );
        let answers = send(&mut connection, ask, COUNT_LIMIT).await?;
        if truth(only(&answers[1])?, 0)? {
            return Ok(());
        }
        drop(connection);
        for _ in 0..DROP_TRIES {
            match self.drop_if_old(&table).await {
                Err(problem) if problem.remedy() == Remedy::Wait => {
                    tokio::time::sleep(DROP_LIMIT).await;
                }
                dropped => {
                    if let Some(records) = dropped? {
                        purged.records += records;
                        purged.partitions += 1;
                    }
                    break;
                }
            }
        }
        Ok(())
    }

    /// How many records went; none where one is to be kept. The lock keeps off who would store more of that month
    /// meanwhile, so that all are counted, and have a place from before which cursors are refused. To count takes as
    /// long as the month is large: no timeout is meant for it, only one for a process that stops in the middle.
    async fn drop_if_old(&self, table: &str) -> Result<Option<u64>, Problem> {
        let name = &self.schema.name;
        let mut connection = self.database.connect().await?;
        let lock = format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {}; \
             SET LOCAL statement_timeout = 0; SET LOCAL jit = off; \
             SET LOCAL idle_in_transaction_session_timeout = '60s'; \
             LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE; SELECT {}",
            DROP_LIMIT.as_millis(),
            self.is_kept(table)
        );
        let answers = send(&mut connection, lock, COUNT_LIMIT).await?;
        if truth(only(answers.last().map_or(&[], |rows| rows))?, 0)? {
            return Ok(None);
        }
        self.place_pending().await?;
        let count = format!(
            "WITH removed AS MATERIALIZED (SELECT seq FROM {table}), {} SELECT count(*) FROM removed",
            self.refuse_cursors("removed")
        );
        let answers = send(&mut connection, count, COUNT_LIMIT).await?;
        let records = parsed(only(&answers[0])?, 0)?;
        // Others wait for no more than this.
        let drop = format!(
            "LOCK TABLE {name}.events IN ACCESS EXCLUSIVE MODE; SELECT {DURABLE}; DROP TABLE {table}; COMMIT"
        );
        send(&mut connection, drop, COUNT_LIMIT).await?;
        Ok(Some(records))
    }

    /// Whether something of a month is to be kept: an index of times tells, one for ranges of the table.
    fn is_kept(&self, table: &str) -> String {
        let condition = &self.condition;
        format!("EXISTS (SELECT FROM {table} WHERE NOT ({condition}))")
    }
}

/// How long others may have to wait behind a month's drop that waits for others itself.
const DROP_LIMIT: Duration = Duration::from_millis(200);

/// How often a month is tried.
const DROP_TRIES: usize = 10;

/// A server that has not counted a month by then has gone.
const COUNT_LIMIT: Duration = Duration::from_secs(24 * 3600);
