//! What rate limits say of a batch.
//!
//! Records of one name and the same subjects have one lock, an advisory one, which is held to the end of the
//! transaction: what is decided under it stays true until it is committed. A batch never waits for a lock: a record
//! whose lock is held is set aside. So batches cannot deadlock, and a transaction of a user that holds a lock for long
//! holds up nobody but records of the same limit.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sqlx::postgres::PgRow;
use tidings::{OffsetDateTime, Record};

use super::append::subject_column;
use super::error::Problem;
use super::row::{parsed, truth};
use super::schema::Schema;
use super::sql::Array;
use super::subjects::column_type;
use crate::rate_limits::{RateLimits, rate_key};

/// What is to become of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Insert,
    Discard(Duration),
    /// Its lock is held by another transaction.
    SetAside,
}

/// The records of a batch that have a limit, by their place in it.
pub(super) struct Limited<'a> {
    records: Vec<(usize, Cow<'a, Record>, Duration)>,
}

impl<'a> Limited<'a> {
    pub fn of(records: &[Cow<'a, Record>], limits: &RateLimits) -> Self {
        let limited = records.iter().enumerate().filter_map(|(place, record)| {
            let window = limits.window(&record.name)?;
            Some((place, record.clone(), window))
        });
        Self {
            records: limited.collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// A query that takes the locks that are free, in sorted order: key and whether it was free.
    pub fn try_locks(&self, schema: &Schema) -> String {
        let keys: BTreeSet<i64> = self.keys(schema).collect();
        let keys = Array::of(keys, Array::plain);
        format!(
            "SELECT key, pg_try_advisory_xact_lock(key) FROM unnest({keys}::bigint[]) AS keys (key)"
        )
    }

    /// A query that waits for the locks; answers as [`try_locks`](Self::try_locks) does.
    pub fn take_locks(&self, schema: &Schema) -> String {
        let keys: BTreeSet<i64> = self.keys(schema).collect();
        let keys = Array::of(keys, Array::plain);
        format!(
            "SELECT key, pg_advisory_xact_lock(key) IS NOT NULL FROM unnest({keys}::bigint[]) AS keys (key)"
        )
    }

    fn keys(&self, schema: &Schema) -> impl Iterator<Item = i64> {
        let key = |(_, record, _): &(usize, Cow<'_, Record>, Duration)| lock_key(schema, record);
        self.records.iter().map(key)
    }

    /// A query, to be asked under the locks: ordinal from 1, whether a stored record lies in the window, whether the
    /// id is stored.
    pub fn question(&self, schema: &Schema) -> String {
        let records: Vec<Cow<'_, Record>> = self
            .records
            .iter()
            .map(|(_, record, _)| record.clone())
            .collect();
        let after = Array::of(&self.records, |array, (_, record, window)| {
            array.time(window_start(record.event_time, *window));
        });
        let mut given = vec![
            Array::of(&records, |array, record| array.plain(rate_key(record))) + "::bigint[]",
            Array::of(&records, |array, record| array.plain(record.id)) + "::uuid[]",
            Array::of(&records, |array, record| array.text(&record.name)) + "::text[]",
            Array::of(&records, |array, record| array.time(record.event_time)) + "::timestamptz[]",
            after + "::timestamptz[]",
            Array::of(&records, |array, record| {
                array.optional_text(schema.subjects.others(record).as_deref());
            }) + "::jsonb[]",
        ];
        let mut names = vec!["rate_key", "id", "name", "until", "after", "others"]
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        let mut same = String::new();
        for subject in &schema.subjects.0 {
            let column = subject_column(&subject.name, subject.kind, &records);
            given.push(format!("{column}::{}[]", column_type(subject.kind)));
            let name = format!("\"{}\"", subject.name);
            same.push_str(&format!(" AND e.{name} IS NOT DISTINCT FROM given.{name}"));
            names.push(name);
        }
        let (given, names, schema) = (given.join(", "), names.join(", "), &schema.name);
        format!(
            "SELECT ordinal, EXISTS (SELECT FROM {schema}.events e \
               WHERE e.rate_key = given.rate_key AND e.event_time > given.after \
               AND e.event_time <= given.until AND e.name = given.name{same} \
               AND e.other_subjects::jsonb IS NOT DISTINCT FROM given.others), \
               EXISTS (SELECT FROM {schema}.events e WHERE e.id = given.id) \
             FROM unnest({given}) WITH ORDINALITY AS given ({names}, ordinal)"
        )
    }

    /// Decides on each, the earlier ones of the batch counting for the later. Places that are not named: insert.
    pub fn decide(
        &self,
        schema: &Schema,
        locks: &[PgRow],
        found: &[PgRow],
    ) -> Result<BTreeMap<usize, Decision>, Problem> {
        let mut free = BTreeSet::new();
        for row in locks {
            if truth(row, 1)? {
                free.insert(parsed::<i64>(row, 0)?);
            }
        }
        let mut decisions = BTreeMap::new();
        let mut kept: Vec<&Record> = Vec::new();
        for row in found {
            let index = parsed::<usize>(row, 0)? - 1;
            let (place, record, window) = &self.records[index];
            let (limited, stored) = (truth(row, 1)?, truth(row, 2)?);
            let decision = if !free.contains(&lock_key(schema, record)) {
                Decision::SetAside
            } else if stored || kept.iter().any(|kept| kept.id == record.id) {
                // Answered as the first time.
                Decision::Insert
            } else if limited || kept.iter().any(|kept| blocks(kept, record, *window)) {
                Decision::Discard(*window)
            } else {
                kept.push(record);
                Decision::Insert
            };
            decisions.insert(*place, decision);
        }
        Ok(decisions)
    }
}

fn lock_key(schema: &Schema, record: &Record) -> i64 {
    // Zero is the lock of append order.
    schema.lock_key(rate_key(record) | 1)
}

/// Whether an earlier record of the batch lies in the window that ends with the later one.
fn blocks(earlier: &Record, later: &Record, window: Duration) -> bool {
    earlier.name == later.name
        && earlier.subjects == later.subjects
        && earlier.event_time <= later.event_time
        && earlier.event_time > window_start(later.event_time, window)
}

fn window_start(time: OffsetDateTime, window: Duration) -> OffsetDateTime {
    let earliest = time::macros::datetime!(0000-01-01 0:00 UTC);
    let start = time.checked_sub(time::Duration::try_from(window).unwrap_or(time::Duration::MAX));
    start
        .unwrap_or(earliest)
        .max(earliest - time::Duration::DAY)
}
