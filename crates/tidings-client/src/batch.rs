use std::time::Duration;

use tidings::Uuid;

/// Records of one request.
pub(crate) struct Batch {
    pub ids: Vec<Uuid>,
    /// A JSON array of their own JSON.
    pub body: String,
    /// From the spill file, else from the queue.
    pub spilled: bool,
}

impl Batch {
    pub fn new(spilled: bool) -> Self {
        Self {
            ids: Vec::new(),
            body: "[".to_owned(),
            spilled,
        }
    }

    /// Whether one more record is within the limit; the first always is.
    pub fn has_room(&self, json: usize, limits: &Limits) -> bool {
        self.ids.is_empty()
            || self.ids.len() < limits.records
                && self.body.len() + json + ",]".len() <= limits.bytes
    }

    pub fn push(&mut self, id: Uuid, json: &str) {
        if !self.ids.is_empty() {
            self.body.push(',');
        }
        self.ids.push(id);
        self.body.push_str(json);
    }

    pub fn close(mut self) -> Self {
        self.body.push(']');
        self
    }
}

/// Of one request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub records: usize,
    pub bytes: usize,
}

/// How long it pays to wait for more records.
///
/// Tasks that were answered together will soon send again together: then waiting a fraction of a request for them saves
/// a request. A task that sends alone never waits.
#[derive(Default, Clone, Copy)]
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
