use std::sync::Mutex;

use tidings::{Receipt, Record, Sender, Sending};

/// A sender that keeps what it is sent.
#[derive(Default)]
pub struct Recorder(Mutex<Vec<Record>>);

impl Recorder {
    /// The only record that was sent.
    pub fn only(self) -> Record {
        let mut records = self.0.into_inner().unwrap();
        assert_eq!(records.len(), 1);
        records.remove(0)
    }
}

impl Sender for Recorder {
    fn send<'a>(&'a self, record: Record) -> Sending<'a> {
        Sending::new(async move {
            let stored = Receipt::Stored { id: record.id };
            self.0.lock().unwrap().push(record);
            Ok(stored)
        })
    }
}
