//! Conditions on the typed event behind a record.

use std::any::type_name;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use tidings::{Event, MismatchedRecord, Record};

/// A closure over one event type, which is hidden.
#[derive(Clone)]
pub(crate) struct Typed {
    pub event_type: &'static str,
    place: &'static Location<'static>,
    check: Arc<Check>,
}

type Check = dyn Fn(&Record) -> Result<bool, MismatchedRecord> + Send + Sync;

impl Typed {
    #[track_caller]
    pub fn new<T>(predicate: impl Fn(&T) -> bool + Send + Sync + 'static) -> Self
    where
        T: Event + for<'a> TryFrom<&'a Record, Error = MismatchedRecord>,
    {
        let full_name = type_name::<T>();
        Self {
            event_type: full_name.rsplit("::").next().unwrap_or(full_name),
            place: Location::caller(),
            check: Arc::new(move |record| T::try_from(record).map(|event| predicate(&event))),
        }
    }

    /// Whether the record is of the event type and the closure accepts it.
    pub fn check(&self, record: &Record) -> Result<bool, MismatchedRecord> {
        (self.check)(record)
    }
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "accepted by the closure at {}", self.place)
    }
}
