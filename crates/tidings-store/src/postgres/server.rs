//! What is asked of a server before anything is written there.

use tidings::Cause;

use super::database::{Database, only};
use super::error::Problem;
use super::row::{parsed, text};
use crate::StoreError;

/// The oldest version that is supported: in older ones times lose precision where they are read.
const OLDEST: i64 = 140_000;

/// Refuses a server that cannot keep what a store promises.
pub(super) async fn check(database: &Database) -> Result<(), Problem> {
    let message = "SELECT current_setting('server_version_num'), current_setting('server_encoding'), \
        current_setting('fsync'), current_setting('server_version'), current_setting('array_nulls')";
    let answers = database.read(message).await?;
    let row = only(&answers[0])?;
    let refuse = |reason: String| {
        let cause = Cause::new(format!("`{}` {reason}", database.shown));
        Err(Problem::Store(StoreError::Failed(cause)))
    };
    if parsed::<i64>(row, 0)? < OLDEST {
        let version = text(row, 3)?;
        return refuse(format!("is PostgreSQL {version}; 14 or later is needed"));
    }
    let encoding = text(row, 1)?;
    if encoding != "UTF8" {
        return refuse(format!(
            "is encoded in {encoding}; create the database with encoding UTF8"
        ));
    }
    if text(row, 4)? == "off" {
        return refuse("has array_nulls = off; turn it on for this role or database".to_owned());
    }
    if text(row, 2)? == "off" && !database.options.accept_fsync_off {
        return refuse(
            "runs with fsync = off, where a crash can lose or break what was stored; \
             turn fsync on, or accept that: `accept_fsync_off` of `PostgresOptions`, `--accept-fsync-off`"
                .to_owned(),
        );
    }
    Ok(())
}
