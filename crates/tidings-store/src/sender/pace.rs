use std::time::Duration;

/// How long it pays to wait for more records.
///
/// Tasks that were answered together will soon send again together: then waiting a fraction of a commit for them saves
/// a commit. A task that sends alone never waits.
#[derive(Default)]
pub(crate) struct Pace {
    pub expected: usize,
    pub linger: Duration,
}

impl Pace {
    pub fn observe(&mut self, records: usize, took: Duration) {
        self.expected = records;
        self.linger = (took / 4).min(Duration::from_millis(1));
    }
}
