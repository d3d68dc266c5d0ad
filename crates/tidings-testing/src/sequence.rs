//! Records in an expected order.

use tidings::Record;

use crate::EventMatcher;
use crate::recorder::Records;

/// The places of the first records that match one after the other, as far as they do: all of them, or those before the
/// first matcher that fails.
pub(crate) fn find(matchers: &[EventMatcher], records: &Records) -> Result<(), Vec<usize>> {
    let mut steps = Vec::with_capacity(matchers.len());
    for matcher in matchers {
        let from = after(&steps);
        let matches = |record: &Record| matcher.matches(record);
        match records[from..].iter().position(|record| matches(record)) {
            Some(found) => steps.push(from + found),
            None => return Err(steps),
        }
    }
    Ok(())
}

/// Where the search for the next one begins.
pub(crate) fn after(steps: &[usize]) -> usize {
    steps.last().map_or(0, |last| last + 1)
}
