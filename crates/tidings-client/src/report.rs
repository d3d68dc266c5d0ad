use tidings::{Receipt, SendError};

/// What a sender is told.
pub(crate) type Answer = Result<Receipt, SendError>;

/// What became of all that a sender and its clones accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Report {
    /// Told that they are stored, also when they were stored before.
    pub stored: u64,
    /// Told that they were discarded by a rate limit.
    pub rate_limited: u64,
    /// Told that they are in the spill file.
    pub spilled: u64,
    /// Told an error.
    pub failed: u64,
    /// Delivered from the spill file, of this process or an earlier one; those that the server refused are among them.
    pub unspilled: u64,
    /// Still in the spill file, for the next sender.
    pub left: u64,
}

impl Report {
    pub(crate) fn count(&mut self, answer: &Answer) {
        match answer {
            Ok(Receipt::RateLimited { .. }) => self.rate_limited += 1,
            Ok(Receipt::Spilled { .. }) => self.spilled += 1,
            Ok(_) => self.stored += 1,
            Err(_) => self.failed += 1,
        }
    }
}
