//! Append order: the place of each batch, given after its commit.
//!
//! Numbers taken before a commit say nothing of the order of commits, and transactions may stay open for long. So a
//! writer only leaves its batch in `pending`, in the transaction that stores it; once that is committed the batch can be
//! seen there, and whoever looks gives it the next place, under a lock. Transactions that are open hold up nobody; their
//! batches get their places when they are committed. Places are rows like others: a dump and a restore keeps them.
//!
//! Batches that are pending together get places in the order of their numbers. So what was sent after another record
//! was acknowledged comes after it.

use std::time::Duration;

use super::database::{Database, only};
use super::error::Problem;
use super::row::parsed;
use super::schema::{DURABLE, Schema};

/// How many batches get their places in one transaction.
const MOST: i64 = 10_000;

/// Gives all that is committed its place. Whether it could: a reader may not be allowed to write, or be at a standby;
/// then places are given by others. A server that is away is waited for as long as `patience`.
pub(super) async fn place_pending(
    database: &Database,
    schema: &Schema,
    patience: Duration,
) -> Result<bool, Problem> {
    let message = message(schema);
    loop {
        let answers = match database.ask(&message, patience).await {
            Err(problem)
                if problem.is_read_only() || problem.code().as_deref() == Some("42501") =>
            {
                return Ok(false);
            }
            answers => answers?,
        };
        let placed = answers.last().map_or(&[] as &[_], |rows| rows);
        if parsed::<i64>(only(placed)?, 0)? < MOST {
            return Ok(true);
        }
    }
}

/// One message, so that no client that stops in the middle holds the lock. The statement after the lock sees all that
/// the holder before it committed.
fn message(schema: &Schema) -> String {
    let (name, key) = (&schema.name, schema.lock_key(0));
    format!(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = 0; \
         SELECT pg_advisory_xact_lock({key}), {DURABLE}; \
         WITH taken AS (\
           DELETE FROM {name}.pending WHERE ctid = ANY (ARRAY(\
             SELECT ctid FROM {name}.pending ORDER BY base LIMIT {MOST})) \
           RETURNING base, size), \
         placed AS (\
           INSERT INTO {name}.batches (position, base, size) \
           SELECT coalesce((SELECT max(position) FROM {name}.batches), 0) \
             + sum(size) OVER (ORDER BY base), base, size FROM taken RETURNING 1) \
         SELECT count(*) FROM placed"
    )
}
