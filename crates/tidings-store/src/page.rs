use tidings::{OffsetDateTime, Record, Severity};

use crate::Cursor;

/// A record as it lies in a store.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct StoredRecord {
    /// What was sent.
    pub record: Record,
    /// When it was stored, by the store's clock; UTC, to the microsecond.
    pub recorded_at: OffsetDateTime,
    /// Its place in append order: `after` this cursor comes what was stored later.
    ///
    /// What is followed, or listed after a cursor, has one. In a list by time, in PostgreSQL, it is `None`: there a
    /// record gets its place a moment after its commit.
    pub cursor: Option<Cursor>,
}

/// What a list answers.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// In the order asked for.
    pub records: Vec<StoredRecord>,
    /// All that pass the filter but for its severities, whatever page; `None` when not asked for.
    pub counts: Option<SeverityCounts>,
    /// All that pass the filter, whatever page; `None` when not asked for.
    pub total: Option<u64>,
    /// Where a list by [`after`](crate::Query::after) goes on; `None` for other lists.
    pub next: Option<Cursor>,
}

/// How many records there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeverityCounts {
    /// Of [`Severity::Info`].
    pub info: u64,
    /// Of [`Severity::Warning`].
    pub warning: u64,
    /// Of [`Severity::Error`].
    pub error: u64,
    /// Of [`Severity::Critical`].
    pub critical: u64,
}

impl SeverityCounts {
    /// Of this severity.
    pub fn of(&self, severity: Severity) -> u64 {
        match severity {
            Severity::Info => self.info,
            Severity::Warning => self.warning,
            Severity::Error => self.error,
            Severity::Critical => self.critical,
        }
    }

    /// Of any of these severities; of all, when none is given.
    pub(crate) fn of_any(&self, severities: &[Severity]) -> u64 {
        let counted = |severity: &Severity| severities.is_empty() || severities.contains(severity);
        let all = Severity::ALL.into_iter();
        all.filter(counted).map(|severity| self.of(severity)).sum()
    }
}
