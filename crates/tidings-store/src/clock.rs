use std::fmt;
use std::sync::Arc;

use tidings::{OffsetDateTime, timestamp};

/// Where a store takes `recorded_at` from: the system's clock, or one that a test sets.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    /// A clock that asks this function, which must not block.
    pub fn new(now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// In UTC, cut to the microsecond.
    pub(crate) fn now(&self) -> OffsetDateTime {
        let now = (self.0)();
        timestamp::normalize(now).unwrap_or(now)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(OffsetDateTime::now_utc)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
