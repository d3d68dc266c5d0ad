//! The thread that writes: all that is in the queue, one commit after the other.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::PgConnection;
use tidings::{Cause, Receipt, Record, SendError};
use tokio::runtime::Builder;

use super::PostgresStore;
use super::append::{self, Inserted};
use super::database::{Answers, Database, READ_PATIENCE, send};
use super::error::{Problem, Remedy};
use super::limits::{Decision, Limited};
use super::order::place_pending;
use super::read::schema;
use super::schema::{BATCH, Schema};
use crate::rate_limits::rate_limited;
use crate::sender::{Answer, Job, Pace, Queue};
use crate::{Report, StoreError};

/// The most records of a batch.
const MOST: usize = BATCH as usize;

/// About how many bytes of records go into one message.
const MOST_BYTES: usize = 8 << 20;

/// How often a record whose limit is decided on elsewhere is tried again.
const ASIDE_INTERVAL: Duration = Duration::from_millis(20);

/// A process that stops in the middle holds locks of limits no longer than this.
const IDLE_LIMIT: &str = "SET LOCAL idle_in_transaction_session_timeout = '5s';";

/// How often a batch is tried again that was in the way of others.
const TRIES: usize = 20;

impl PostgresStore {
    /// Until the queue is closed and empty.
    pub(crate) fn write(&self, queue: &Queue, batch: usize) -> Report {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = match runtime {
            Ok(runtime) => runtime,
            Err(error) => {
                tracing::error!(target: "tidings", %error, "no connection to store events");
                queue.abandon();
                return Report::default();
            }
        };
        let shared = &self.shared;
        if let Some(schema) = shared.schema.seen() {
            shared
                .watch
                .begin_to_tell(&shared.database, schema, &shared.engine);
        }
        let mut writer = Writer::new(self.clone());
        runtime.block_on(writer.run(queue, batch.min(MOST)))
    }
}

struct Writer {
    store: PostgresStore,
    connection: Option<PgConnection>,
    aside: Vec<Aside>,
    /// When those are tried again, at the earliest.
    retry_at: Instant,
    away: Option<Away>,
    report: Report,
}

/// A record whose limit another transaction is deciding on.
struct Aside {
    job: Job,
    since: Instant,
}

/// A server that cannot be reached.
#[derive(Clone, Copy)]
struct Away {
    since: Instant,
    /// When that was found out last.
    last: Instant,
}

/// An answer, or none yet: the record is set aside.
type Verdict = Option<Answer>;

impl Writer {
    fn new(store: PostgresStore) -> Self {
        Self {
            store,
            connection: None,
            aside: Vec::new(),
            retry_at: Instant::now(),
            away: None,
            report: Report::default(),
        }
    }

    async fn run(&mut self, queue: &Queue, batch: usize) -> Report {
        let mut pace = Pace::default();
        loop {
            let until = (!self.aside.is_empty()).then_some(self.retry_at);
            match queue.take(batch, pace.expected, pace.linger, until) {
                Some(jobs) if jobs.is_empty() => {}
                Some(jobs) => {
                    let (begun, count) = (Instant::now(), jobs.len());
                    self.store_jobs(jobs).await;
                    pace.observe(count, begun.elapsed());
                }
                None if self.aside.is_empty() => break,
                None => tokio::time::sleep_until(self.retry_at.into()).await,
            }
            self.retry_aside().await;
        }
        if let Some(schema) = self.store.shared.schema.seen() {
            // Where this fails others give places too: a server that is away is not waited for once more.
            let database = self.store.shared.database.clone();
            let place = async move {
                let placed = place_pending(&database, &schema, READ_PATIENCE);
                placed.await.is_ok()
            };
            self.store.shared.engine.run(place).await;
        }
        self.report
    }

    async fn store_jobs(&mut self, jobs: Vec<Job>) {
        let mut rest = jobs;
        while !rest.is_empty() {
            let count = within_bytes(&rest);
            let later = rest.split_off(count);
            let records: Vec<&Record> = rest.iter().map(|job| &job.record).collect();
            let verdicts = self.decide(&records).await;
            for (job, verdict) in rest.into_iter().zip(verdicts) {
                match verdict {
                    Some(answer) => self.reply(job, answer),
                    None => self.aside.push(Aside {
                        job,
                        since: Instant::now(),
                    }),
                }
            }
            rest = later;
        }
    }

    fn reply(&mut self, job: Job, answer: Answer) {
        self.report.count(&answer);
        // Nobody listens when the `Sending` was dropped.
        let _ = job.reply.send(answer);
    }

    /// Apart from others, which are not held up: no lock is waited for, and most of the time is theirs.
    async fn retry_aside(&mut self) {
        let begun = Instant::now();
        if self.aside.is_empty() || begun < self.retry_at {
            return;
        }
        let limit = self.store.shared.busy_limit;
        let aside = std::mem::take(&mut self.aside);
        let records: Vec<&Record> = aside.iter().map(|aside| &aside.job.record).collect();
        let mut verdicts = Vec::new();
        for batch in records.chunks(MOST) {
            verdicts.extend(self.decide(batch).await);
        }
        for (aside, verdict) in aside.into_iter().zip(verdicts) {
            match verdict {
                Some(answer) => self.reply(aside.job, answer),
                None if aside.since.elapsed() < limit => self.aside.push(aside),
                None => self.reply(aside.job, Err(limit_is_busy())),
            }
        }
        self.retry_at = Instant::now() + ASIDE_INTERVAL.max(begun.elapsed() * 4);
    }

    /// Whatever happens, a verdict for each.
    async fn decide(&mut self, records: &[&Record]) -> Vec<Verdict> {
        let mut tries = 0;
        let mut pause = Duration::from_millis(20);
        loop {
            let problem = match self.attempt(records).await {
                Ok(verdicts) => {
                    self.away = None;
                    return verdicts;
                }
                Err(problem) => problem,
            };
            tries += 1;
            match problem.remedy() {
                Remedy::Again if tries < TRIES => {}
                Remedy::Reconnect if self.may_wait() => {
                    self.connection = None;
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(1));
                }
                Remedy::Split | Remedy::Wait if records.len() > 1 => {
                    return self.decide_singly(records).await;
                }
                _ => return self.tell(records, problem),
            }
        }
    }

    async fn decide_singly(&mut self, records: &[&Record]) -> Vec<Verdict> {
        // What all of them wait for is not waited for by each.
        let until = Instant::now() + self.store.shared.busy_limit * 2;
        let mut verdicts = Vec::new();
        for record in records {
            if Instant::now() < until {
                verdicts.extend(Box::pin(self.decide(&[record])).await);
            } else {
                verdicts.push(Some(Err(is_busy())));
            }
        }
        verdicts
    }

    /// Whether a server that is away may still be waited for. Senders wait for it together: who comes late waits less.
    fn may_wait(&mut self) -> bool {
        let limit = self.store.shared.database.options.reconnect_limit;
        let now = Instant::now();
        // An attempt may take long itself.
        let attempt = self.store.shared.busy_limit + Duration::from_secs(15);
        let away = self.away.filter(|away| now - away.last < limit + attempt);
        let since = away.map_or(now, |away| away.since);
        self.away = Some(Away { since, last: now });
        now - since < limit
    }

    fn tell(&mut self, records: &[&Record], problem: Problem) -> Vec<Verdict> {
        if problem.remedy() == Remedy::Reconnect {
            self.connection = None;
        }
        let error = problem.of(&self.store.shared.database.shown);
        tracing::error!(target: "tidings", records = records.len(), %error, "events not stored");
        let told = records.iter().map(|_| Some(Err(error.clone().into())));
        told.collect()
    }

    /// One transaction. When it fails it may be committed or not, which the same ids once more will tell.
    async fn attempt(&mut self, records: &[&Record]) -> Result<Vec<Verdict>, Problem> {
        // Behind a pooler every message may come to another connection of the server's.
        let (mut prepare, mut tries) = (false, 0);
        loop {
            let schema = self.schema().await?;
            let batch = Batch::of(&schema, records);
            let prepared = if prepare {
                append::prepare(&schema)
            } else {
                String::new()
            };
            let inserted = match self.insert(&schema, &batch, &prepared).await {
                Err(problem) if problem.remedy() == Remedy::Prepare && tries < TRIES => {
                    (prepare, tries) = (!prepare, tries + 1);
                    continue;
                }
                inserted => inserted?,
            };
            match self.verdicts(&schema, batch, inserted).await? {
                Some(verdicts) => {
                    self.store.shared.watch.wake();
                    return Ok(verdicts);
                }
                None => self.store.shared.schema.forget(),
            }
        }
    }

    async fn schema(&self) -> Result<Arc<Schema>, Problem> {
        if let Some(schema) = self.store.shared.schema.seen() {
            return Ok(schema);
        }
        let shared = self.store.shared.clone();
        // On the engine, where the connections of readers live.
        let read = async move { schema(&shared).await };
        self.store.shared.engine.run(read).await
    }

    async fn insert(
        &mut self,
        schema: &Schema,
        batch: &Batch<'_>,
        prepare: &str,
    ) -> Result<Outcome, Problem> {
        let limited = Limited::of(&batch.records, &self.store.shared.limits);
        if limited.is_empty() {
            return self.insert_all(schema, &batch.records, prepare).await;
        }
        let outcome = self
            .insert_limited(schema, &batch.records, &limited, prepare)
            .await;
        let answered = |problem: &Problem| problem.remedy() != Remedy::Reconnect;
        if outcome.as_ref().is_err_and(answered) {
            // The transaction is open still; where this fails the connection is lost anyway.
            if self.ask("ROLLBACK".to_owned()).await.is_err() {
                self.connection = None;
            }
        }
        outcome
    }

    async fn insert_all(
        &mut self,
        schema: &Schema,
        records: &[Cow<'_, Record>],
        prepare: &str,
    ) -> Result<Outcome, Problem> {
        if records.is_empty() {
            return Ok(Outcome::nothing());
        }
        let message = format!(
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; {} {prepare} {} {}",
            self.timeout(),
            append::lock_schema(schema),
            append::execute(schema, records, self.store.shared.clock.now())
        );
        let answers = self.ask(message).await?;
        let inserted = append::inserted(&answers, records.len())?;
        Ok(Outcome::of(vec![Decision::Insert; records.len()], inserted))
    }

    /// Two messages: what the second does depends on the answer to the first.
    async fn insert_limited(
        &mut self,
        schema: &Schema,
        records: &[Cow<'_, Record>],
        limited: &Limited<'_>,
        prepare: &str,
    ) -> Result<Outcome, Problem> {
        let message = format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; {IDLE_LIMIT} {} {prepare} {} {}; {}",
            self.timeout(),
            append::lock_schema(schema),
            limited.try_locks(schema),
            limited.question(schema)
        );
        let answers = self.ask(message).await?;
        let (locks, found) = (&answers[answers.len() - 2], &answers[answers.len() - 1]);
        let named = limited.decide(schema, locks, found)?;
        let decision = |place| named.get(&place).copied().unwrap_or(Decision::Insert);
        let decisions: Vec<Decision> = (0..records.len()).map(decision).collect();
        let kept = records.iter().zip(&decisions);
        let kept = kept.filter(|(_, decision)| **decision == Decision::Insert);
        let kept: Vec<Cow<'_, Record>> = kept.map(|(record, _)| record.clone()).collect();
        if kept.is_empty() {
            self.ask("ROLLBACK".to_owned()).await?;
            return Ok(Outcome::of(decisions, Inserted::Records(Vec::new())));
        }
        let execute = append::execute(schema, &kept, self.store.shared.clock.now());
        let answers = self.ask(format!("{execute}; COMMIT")).await?;
        let inserted = append::inserted(&answers, kept.len())?;
        Ok(Outcome::of(decisions, inserted))
    }

    /// None when the schema has changed.
    async fn verdicts(
        &mut self,
        schema: &Schema,
        batch: Batch<'_>,
        outcome: Outcome,
    ) -> Result<Option<Vec<Verdict>>, Problem> {
        let Outcome {
            decisions,
            inserted: Inserted::Records(new),
        } = outcome
        else {
            return Ok(None);
        };
        let (mut new, mut taken) = (new.into_iter(), Vec::new());
        let mut verdicts = Vec::new();
        for (record, decision) in batch.records.iter().zip(decisions) {
            verdicts.push(match decision {
                Decision::SetAside => None,
                Decision::Discard(window) => Some(Ok(rate_limited(record, window))),
                Decision::Insert => {
                    if new.next() != Some(true) {
                        taken.push((verdicts.len(), record));
                    }
                    Some(Ok(Receipt::Stored { id: record.id }))
                }
            });
        }
        for (index, answer) in self.answers_of_taken(schema, &taken).await? {
            verdicts[index] = Some(answer);
        }
        Ok(Some(batch.with_refused(verdicts)))
    }

    /// Of records whose ids are stored already: after a lost answer that may be all of a batch.
    async fn answers_of_taken(
        &mut self,
        schema: &Schema,
        taken: &[(usize, &Cow<'_, Record>)],
    ) -> Result<Vec<(usize, Answer)>, Problem> {
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let ids = taken.iter().map(|(_, record)| record.id);
        let answers = self.ask(append::select_by_id(schema, ids)).await?;
        let stored = append::records_by_id(schema, &answers[0])?;
        let mut answers = Vec::new();
        for (index, record) in taken {
            let answer = match append::answer_of_taken(record, &stored) {
                Some(answer) => answer,
                None => self.store_anew(schema, record).await?,
            };
            answers.push((*index, answer));
        }
        Ok(answers)
    }

    /// One that was purged since its id was found to be taken.
    async fn store_anew(&mut self, schema: &Schema, record: &Record) -> Result<Answer, Problem> {
        let one = [Cow::Borrowed(record)];
        Ok(match self.insert_all(schema, &one, "").await?.inserted {
            Inserted::Records(new) if new == [true] => Ok(Receipt::Stored { id: record.id }),
            _ => Err(SendError::IdTaken { id: record.id }),
        })
    }

    async fn ask(&mut self, message: String) -> Result<Answers, Problem> {
        let limit = self.store.shared.busy_limit + Duration::from_secs(5);
        if self.connection.is_none() {
            self.connection = Some(self.store.shared.database.connect().await?);
        }
        let connection = self.connection.as_mut().expect("it was made just now");
        send(connection, message, limit).await
    }

    /// Nothing that a batch does should wait for others, but for a moment.
    fn timeout(&self) -> String {
        Database::statement_timeout(self.store.shared.busy_limit)
    }
}

/// Records as their columns hold them, and those that cannot be held.
struct Batch<'a> {
    records: Vec<Cow<'a, Record>>,
    refused: Vec<Option<SendError>>,
}

impl<'a> Batch<'a> {
    fn of(schema: &Schema, records: &[&'a Record]) -> Self {
        let mut batch = Self {
            records: Vec::new(),
            refused: Vec::new(),
        };
        for record in records {
            match schema.subjects.canonical(record) {
                Ok(record) => {
                    batch.records.push(record);
                    batch.refused.push(None);
                }
                Err(error) => batch.refused.push(Some(error)),
            }
        }
        batch
    }

    /// Verdicts for all, from those for the records that were not refused.
    fn with_refused(self, verdicts: Vec<Verdict>) -> Vec<Verdict> {
        let mut verdicts = verdicts.into_iter();
        let mut verdict = |refused: Option<SendError>| match refused {
            Some(error) => Some(Err(error)),
            None => verdicts.next().expect("there is one for each"),
        };
        self.refused.into_iter().map(&mut verdict).collect()
    }
}

/// What became of the records of a batch.
struct Outcome {
    decisions: Vec<Decision>,
    /// Of those that were to be inserted.
    inserted: Inserted,
}

impl Outcome {
    fn of(decisions: Vec<Decision>, inserted: Inserted) -> Self {
        Self {
            decisions,
            inserted,
        }
    }

    fn nothing() -> Self {
        Self::of(Vec::new(), Inserted::Records(Vec::new()))
    }
}

/// How many of the first jobs fit into a message, one at least.
fn within_bytes(jobs: &[Job]) -> usize {
    let mut bytes = 0;
    let fits = |job: &&Job| {
        let props = job.record.props.values().map(json_bytes).sum::<usize>();
        bytes += 2 * job.record.message.len() + props + 500;
        bytes <= MOST_BYTES
    };
    jobs.iter().take_while(fits).count().max(1)
}

/// About how long the value is as text.
fn json_bytes(value: &serde_json::Value) -> usize {
    let within = match value {
        serde_json::Value::String(text) => text.len(),
        serde_json::Value::Array(values) => values.iter().map(json_bytes).sum(),
        serde_json::Value::Object(map) => {
            let pairs = map.iter();
            pairs
                .map(|(key, value)| key.len() + json_bytes(value))
                .sum()
        }
        _ => 0,
    };
    within + 20
}

fn is_busy() -> SendError {
    let told = "the database was locked for longer than the busy limit";
    SendError::from(StoreError::Unavailable(Cause::new(told)))
}

fn limit_is_busy() -> SendError {
    let told = "another transaction held the event's rate limit for longer than the busy limit";
    SendError::from(StoreError::Unavailable(Cause::new(told)))
}
