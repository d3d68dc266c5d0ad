//! Monthly partitions of the events.
//!
//! They are ranges of the record's id: a UUIDv7 begins with the time when it was made. So the id alone is the key of
//! the table, and of every partition, and ids stay unique over all of them. Ids of other kinds, and of months without a
//! partition, go to the default one.

use time::{Date, Month};

use super::database::{Answers, Database};
use super::error::Problem;
use super::row::text;

/// How the table of events is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Partition {
    /// One partition a month, by the time in the record's id (UUIDv7). A purge drops them whole.
    Monthly,
}

/// How many months after the present one have their partition ahead.
const AHEAD: i32 = 3;

/// Of the table of events, when it is created.
pub(super) fn partition_by(partition: Option<Partition>) -> &'static str {
    match partition {
        Some(Partition::Monthly) => " PARTITION BY RANGE (id)",
        None => "",
    }
}

/// The partition for everything else.
pub(super) fn default_partition(schema: &str) -> String {
    format!("CREATE TABLE {schema}.events_default PARTITION OF {schema}.events DEFAULT;\n")
}

/// The present month and those after it that have no partition yet.
pub(super) fn missing_months(now: time::OffsetDateTime, existing: &[String]) -> Vec<MonthOf> {
    let present = MonthOf::of(now);
    (0..=AHEAD)
        .map(|months| present.plus(months))
        .filter(|month| !existing.contains(&month.table()))
        .collect()
}

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MonthOf {
    year: i32,
    /// From 0.
    month: i32,
}

impl MonthOf {
    fn of(time: time::OffsetDateTime) -> Self {
        Self {
            year: time.year(),
            month: i32::from(u8::from(time.month())) - 1,
        }
    }

    fn plus(self, months: i32) -> Self {
        let all = self.year * 12 + self.month + months;
        Self {
            year: all.div_euclid(12),
            month: all.rem_euclid(12),
        }
    }

    /// Whether the month has passed.
    pub fn is_before(self, time: time::OffsetDateTime) -> bool {
        self < Self::of(time)
    }

    /// The partition's name.
    pub fn table(self) -> String {
        format!("events_{:04}_{:02}", self.year, self.month + 1)
    }

    /// The month of a partition of this name.
    pub fn named(table: &str) -> Option<Self> {
        let (year, month) = table.strip_prefix("events_")?.split_once('_')?;
        let month: i32 = month
            .parse()
            .ok()
            .filter(|month| (1..=12).contains(month))?;
        let found = Self {
            year: year.parse().ok()?,
            month: month - 1,
        };
        (found.table() == table).then_some(found)
    }

    /// The first id of the month.
    fn first_id(self) -> String {
        let month = u8::try_from(self.month + 1).expect("a month is 1 to 12");
        let month = Month::try_from(month).expect("a month is 1 to 12");
        let first = Date::from_calendar_date(self.year, month, 1).expect("a month has a first day");
        let seconds = first.midnight().assume_utc().unix_timestamp();
        let milliseconds = u64::try_from(seconds).unwrap_or_default() * 1000;
        let hex = format!("{milliseconds:012x}");
        format!("{}-{}-0000-0000-000000000000", &hex[..8], &hex[8..])
    }

    /// Creates the partition, and moves there what is in the default one.
    pub fn create(self, schema: &str) -> String {
        let (table, from, to) = (self.table(), self.first_id(), self.plus(1).first_id());
        format!(
            "CREATE TABLE {schema}.{table} (LIKE {schema}.events INCLUDING DEFAULTS INCLUDING CONSTRAINTS);\n\
             WITH moved AS (DELETE FROM {schema}.events_default\n    \
                 WHERE id >= '{from}' AND id < '{to}' RETURNING *)\n    \
                 INSERT INTO {schema}.{table} SELECT * FROM moved;\n\
             ALTER TABLE {schema}.events ATTACH PARTITION {schema}.{table}\n    \
                 FOR VALUES FROM ('{from}') TO ('{to}');\n"
        )
    }
}

/// A query for the names of partitions; no rows for a table that is not divided.
pub(super) fn select(schema: &str) -> String {
    format!(
        "SELECT c.relname FROM pg_partitioned_table p \
         LEFT JOIN pg_inherits i ON i.inhparent = p.partrelid \
         LEFT JOIN pg_class c ON c.oid = i.inhrelid \
         WHERE p.partrelid = to_regclass('{schema}.events')"
    )
}

/// What [`select`] found; `None` for a table that is not divided.
pub(super) fn names(rows: &[sqlx::postgres::PgRow]) -> Result<Option<Vec<String>>, Problem> {
    let names: Result<Vec<String>, sqlx::Error> = rows
        .iter()
        .map(|row| text(row, 0).map(str::to_owned))
        .collect();
    let names = names?;
    Ok((!names.is_empty()).then_some(names))
}

/// The months of a divided table, the oldest first; `None` for another one.
pub(super) async fn months(database: &Database) -> Result<Option<Vec<MonthOf>>, Problem> {
    let answers: Answers = database
        .read(&select(&super::sql::escaped(&database.schema)))
        .await?;
    let Some(names) = names(&answers[0])? else {
        return Ok(None);
    };
    let mut months: Vec<MonthOf> = names
        .iter()
        .filter_map(|name| MonthOf::named(name))
        .collect();
    months.sort_unstable();
    Ok(Some(months))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn months_follow_each_other() {
        let december = MonthOf::of(datetime!(2026-12-31 23:59 UTC));
        assert_eq!(december.table(), "events_2026_12");
        assert_eq!(december.plus(1).table(), "events_2027_01");
        assert_eq!(MonthOf::named("events_2026_12"), Some(december));
        for name in [
            "events_default",
            "events_2026_13",
            "events_2026_1",
            "events",
        ] {
            assert_eq!(MonthOf::named(name), None, "{name}");
        }
    }

    #[test]
    fn months_begin_with_their_first_millisecond() {
        let month = MonthOf::of(datetime!(2026-11-23 12:00 UTC));
        let first = uuid::Uuid::try_parse(&month.first_id()).unwrap();
        let millis = first.as_u128() >> 80;
        let begins = datetime!(2026-11-01 0:00 UTC).unix_timestamp() as u128 * 1000;
        assert_eq!(millis, begins);
    }

    #[test]
    fn months_ahead_are_made_once() {
        let now = datetime!(2026-11-23 12:00 UTC);
        let existing = ["events_default", "events_2026_11", "events_2027_01"].map(str::to_owned);
        let missing: Vec<String> = missing_months(now, &existing)
            .iter()
            .map(|month| month.table())
            .collect();
        assert_eq!(missing, ["events_2026_12", "events_2027_02"]);
    }
}
