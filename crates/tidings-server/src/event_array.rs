//! Stored records as a JSON array: at once, or as they are read.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use hyper::body::{Body, Bytes, Frame};
use tidings_store::{Cursor, Records, StoreError, StoredRecord};

use tokio::sync::OwnedSemaphorePermit;

use crate::event_json;

/// All of these.
pub fn of(records: &[StoredRecord]) -> Vec<u8> {
    let mut array = Written::default();
    for record in records {
        array.push(record);
    }
    array.end();
    array.bytes
}

/// The part of an array that is written and not yet sent.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    has_items: bool,
}

impl Written {
    fn push(&mut self, record: &StoredRecord) {
        self.bytes.push(if self.has_items { b',' } else { b'[' });
        self.has_items = true;
        serde_json::to_writer(&mut self.bytes, &event_json::event(record))
            .expect("writing JSON to memory");
    }

    fn end(&mut self) {
        let end: &[u8] = if self.has_items { b"]\n" } else { b"[]\n" };
        self.bytes.extend_from_slice(end);
    }
}

/// A body that reads on as it is sent. An error breaks it off, which a client sees.
pub struct EventArray {
    records: Records,
    /// The last place that belongs to it.
    through: Option<Cursor>,
    written: Written,
    ended: bool,
    /// Given back when all is sent, or nobody reads on.
    _permit: OwnedSemaphorePermit,
}

/// So much is sent at once.
const PART: usize = 64 * 1024;

impl EventArray {
    /// Reads the first record.
    pub async fn begin(
        records: Records,
        through: Option<Cursor>,
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, StoreError> {
        let mut array = Self {
            records,
            through,
            written: Written::default(),
            ended: false,
            _permit: permit,
        };
        let first = array.records.next().await.transpose()?;
        array.take(first.as_ref());
        Ok(array)
    }

    /// Whether it has no event.
    pub fn is_empty(&self) -> bool {
        self.ended && !self.written.has_items
    }

    fn take(&mut self, record: Option<&StoredRecord>) {
        let is_beyond = |record: &&StoredRecord| {
            let through = self.through.zip(record.cursor);
            through.is_some_and(|(through, place)| place > through)
        };
        match record.filter(|record| !is_beyond(record)) {
            Some(record) => self.written.push(record),
            None => {
                self.written.end();
                self.ended = true;
            }
        }
    }
}

impl Body for EventArray {
    type Data = Bytes;
    type Error = StoreError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StoreError>>> {
        while !self.ended && self.written.bytes.len() < PART {
            let read = ready!(Pin::new(&mut self.records).poll_next(context));
            match read.transpose() {
                Ok(record) => self.take(record.as_ref()),
                Err(error) => {
                    tracing::error!(target: "tidings::http", %error, "a list broke off");
                    self.ended = true;
                    self.written.bytes.clear();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
        let part = std::mem::take(&mut self.written.bytes);
        Poll::Ready((!part.is_empty()).then(|| Ok(Frame::data(part.into()))))
    }
}
