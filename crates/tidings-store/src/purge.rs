use std::collections::BTreeMap;
use std::time::Duration;

use tidings::{Id, OffsetDateTime};

use crate::clock::microseconds;

/// What to remove for good.
///
/// Fields may be added: write `Purge { subjects, ..Purge::older_than(age) }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Purge {
    /// Records that were stored (`recorded_at`, by the store's clock) longer ago than this.
    pub older_than: Duration,
    /// Only records of all of these subjects, by the id's name, as `cluster_id`.
    pub subjects: BTreeMap<String, Id>,
    /// Only records of a subject that is marked deleted.
    pub deleted_subjects: bool,
}

impl Purge {
    /// Everything older.
    pub fn older_than(age: Duration) -> Self {
        Self {
            older_than: age,
            subjects: BTreeMap::new(),
            deleted_subjects: false,
        }
    }

    /// The same, only of this subject too.
    #[must_use]
    pub fn subject(mut self, name: impl Into<String>, id: impl Into<Id>) -> Self {
        self.subjects.insert(name.into(), id.into());
        self
    }

    /// Whether age is all that counts. Else it is meant to be forgotten, and cursors from before stay good.
    pub(crate) fn is_of_age_alone(&self) -> bool {
        self.subjects.is_empty() && !self.deleted_subjects
    }

    /// The microsecond since 1970 before which a record was stored longer ago.
    pub(crate) fn before(&self, now: OffsetDateTime) -> i64 {
        let age = i64::try_from(self.older_than.as_micros()).unwrap_or(i64::MAX);
        microseconds(now).saturating_sub(age)
    }
}

/// What a purge removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Purged {
    /// How many records. Fewer were counted than removed where a connection was lost after a commit.
    pub records: u64,
    /// How many monthly partitions were dropped whole; their records are counted too.
    pub partitions: u64,
}
