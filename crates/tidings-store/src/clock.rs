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

/// In UTC, cut to the microsecond; `None` for one that is in no year from 0 to 9999 there.
pub(crate) fn canonical(time: OffsetDateTime) -> Option<OffsetDateTime> {
    timestamp::normalize(time)
}

/// Since 1970. Records are in the years 0 to 9999.
pub(crate) fn microseconds(time: OffsetDateTime) -> i64 {
    let microseconds = time.unix_timestamp_nanos().div_euclid(1000);
    i64::try_from(microseconds).expect("300,000 years of microseconds fit")
}

/// The first microsecond that is not before this.
pub(crate) fn microseconds_up(time: OffsetDateTime) -> i64 {
    microseconds(time) + i64::from(!time.nanosecond().is_multiple_of(1000))
}
