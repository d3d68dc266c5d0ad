use std::fmt;
use std::panic::Location;
use std::thread;

use crate::{EventMatcher, Recorder, failure};

/// How many records should match: once, unless told otherwise before this is dropped.
///
/// Looks at all records up to the moment of the check, and consumes none of them.
///
/// ```
/// use tidings::{Record, Sender, Severity};
/// use tidings_testing::{EventMatcher, Recorder};
///
/// let recorder = Recorder::new();
/// let once = recorder.expect(EventMatcher::new().name("order_placed"));
/// let record = Record::new("order_placed", "order", Severity::Info, "Order A-17 placed");
/// recorder.send(record).wait()?;
/// drop(once); // checked here
/// recorder.expect(EventMatcher::new().name("order_paid")).never();
/// # Ok::<(), tidings::SendError>(())
/// ```
#[derive(Debug)]
pub struct Expectation {
    recorder: Recorder,
    matcher: EventMatcher,
    place: &'static Location<'static>,
    checked: bool,
}

impl Expectation {
    pub(crate) fn new(
        recorder: Recorder,
        matcher: EventMatcher,
        place: &'static Location<'static>,
    ) -> Self {
        Self {
            recorder,
            matcher,
            place,
            checked: false,
        }
    }

    /// Exactly one record should match.
    ///
    /// # Panics
    /// When more or fewer do.
    #[track_caller]
    pub fn once(self) {
        self.times(1);
    }

    /// Exactly this many records should match.
    ///
    /// # Panics
    /// When more or fewer do.
    #[track_caller]
    pub fn times(mut self, number: usize) {
        self.check(Cardinality::exactly(number));
    }

    /// No record should match.
    ///
    /// # Panics
    /// When one does.
    #[track_caller]
    pub fn never(self) {
        self.times(0);
    }

    /// This many records should match, or more.
    ///
    /// # Panics
    /// When fewer do.
    #[track_caller]
    pub fn at_least(mut self, number: usize) {
        self.check(Cardinality {
            least: number,
            most: usize::MAX,
        });
    }

    /// This many records may match, or fewer.
    ///
    /// # Panics
    /// When more do.
    #[track_caller]
    pub fn at_most(mut self, number: usize) {
        self.check(Cardinality {
            least: 0,
            most: number,
        });
    }

    /// Any number of records may match: they are expected when [`Recorder::expect_no_more`] asks.
    pub fn any_number(mut self) {
        self.checked = true;
    }

    #[track_caller]
    fn check(&mut self, cardinality: Cardinality) {
        self.checked = true;
        let records = self.recorder.snapshot();
        let matching = records.iter().filter(|record| self.matcher.matches(record));
        let found = matching.count();
        if found < cardinality.least || cardinality.most < found {
            panic!(
                "{}",
                failure::unmet(
                    self.place,
                    &self.matcher,
                    &cardinality,
                    found < cardinality.least,
                    &records
                )
            );
        }
    }
}

impl Drop for Expectation {
    fn drop(&mut self) {
        // A test that panics already says more than what it left undone.
        if !self.checked && !thread::panicking() {
            self.check(Cardinality::exactly(1));
        }
    }
}

/// How many records may match.
#[derive(Debug, Clone, Copy)]
struct Cardinality {
    least: usize,
    most: usize,
}

impl Cardinality {
    fn exactly(number: usize) -> Self {
        Self {
            least: number,
            most: number,
        }
    }
}

impl fmt::Display for Cardinality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bound, number) = match (self.least, self.most) {
            (least, most) if least == most => ("", least),
            (0, most) => ("at most ", most),
            (least, _) => ("at least ", least),
        };
        write!(f, "{bound}{}", failure::times(number))
    }
}
