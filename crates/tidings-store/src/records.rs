use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use tidings::Record;
use tokio::sync::watch;

use crate::store::Resume;
use crate::{Cursor, Filter, Query, Store, StoreError, StoredRecord};

/// A stream of stored records. It ends after its first error; [`StoredRecord::cursor`] tells where to go on.
///
/// Dropping it at any time is fine.
pub struct Records {
    ready: vec::IntoIter<StoredRecord>,
    reading: Option<Reading>,
}

type Reading = Pin<Box<dyn Future<Output = Read> + Send>>;

/// What was read, and where to read on.
type Read = (Result<Vec<StoredRecord>, StoreError>, Option<Source>);

impl Records {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            ready: Vec::new().into_iter(),
            reading: Some(Box::pin(source.read())),
        }
    }

    /// The next record, `None` at the end. Cancel safe: a record is given or stays.
    pub async fn next(&mut self) -> Option<Result<StoredRecord, StoreError>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<StoredRecord, StoreError>>> {
        loop {
            if let Some(record) = self.ready.next() {
                return Poll::Ready(Some(Ok(record)));
            }
            let Some(reading) = &mut self.reading else {
                return Poll::Ready(None);
            };
            let (read, source) = ready!(reading.as_mut().poll(context));
            self.reading = source.map(|source| -> Reading { Box::pin(source.read()) });
            match read {
                Ok(records) => self.ready = records.into_iter(),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

impl Stream for Records {
    type Item = Result<StoredRecord, StoreError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").finish_non_exhaustive()
    }
}

/// Where a stream reads from, and how far it has come.
pub(crate) enum Source {
    Follow {
        store: Store,
        commits: watch::Receiver<()>,
        after: Cursor,
        filter: Filter,
        chunk: Chunk,
    },
    List {
        store: Store,
        query: Query,
        resume: Option<Resume>,
        chunk: Chunk,
    },
}

impl Source {
    pub fn follow(store: Store, after: Cursor, filter: Filter) -> Self {
        let commits = store.commits();
        Self::Follow {
            store,
            commits,
            after,
            filter,
            chunk: Chunk::FIRST,
        }
    }

    pub fn list(store: Store, query: Query) -> Self {
        Self::List {
            store,
            query,
            resume: None,
            chunk: Chunk::FIRST,
        }
    }

    async fn read(mut self) -> Read {
        let read = match &mut self {
            Self::Follow {
                store,
                commits,
                after,
                filter,
                chunk,
            } => read_committed(store, commits, after, filter, chunk).await,
            Self::List {
                store,
                query,
                resume,
                chunk,
            } => match read_listed(store, query, resume, chunk).await {
                Ok((records, true)) => return (Ok(records), None),
                read => read.map(|(records, _)| records),
            },
        };
        let source = read.is_ok().then_some(self);
        (read, source)
    }
}

/// Waits until there are some.
async fn read_committed(
    store: &Store,
    commits: &mut watch::Receiver<()>,
    after: &mut Cursor,
    filter: &Filter,
    chunk: &mut Chunk,
) -> Result<Vec<StoredRecord>, StoreError> {
    loop {
        // Marked before reading, so that a commit after the reading is not missed.
        commits.mark_unchanged();
        let tail = store.tail(*after, filter, chunk.0).await?;
        *after = tail.through;
        if !tail.records.is_empty() {
            *chunk = chunk.next(&tail.records);
            return Ok(tail.records);
        }
        if tail.ended && commits.changed().await.is_err() {
            unreachable!("the store that this holds has the other end");
        }
    }
}

/// Also whether these are the last.
async fn read_listed(
    store: &Store,
    query: &mut Query,
    resume: &mut Option<Resume>,
    size: &mut Chunk,
) -> Result<(Vec<StoredRecord>, bool), StoreError> {
    let left = usize::try_from(query.limit.unwrap_or(Query::DEFAULT_LIMIT)).ok();
    let most = left.unwrap_or(usize::MAX).min(size.0);
    let part = Query {
        limit: Some(most.cast_signed() as i64),
        ..query.clone()
    };
    let chunk = store.chunk(&part, *resume).await?;
    let given = chunk.records.len();
    query.offset = 0;
    query.limit = Some(left.map_or(-1, |left| (left - given).cast_signed() as i64));
    *resume = chunk.resume;
    *size = size.next(&chunk.records);
    let ended = given < most || query.limit == Some(0);
    Ok((chunk.records, ended))
}

/// How many records are read at once: few at first, since they may be large, then more while they are small.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk(usize);

impl Chunk {
    const FIRST: Self = Self(32);
    const MOST: usize = 500;
    /// In bytes of messages and properties.
    const LARGE: usize = 4 * 1024 * 1024;

    /// After these were read.
    fn next(self, records: &[StoredRecord]) -> Self {
        let bytes: usize = records.iter().map(|stored| size(&stored.record)).sum();
        if bytes > Self::LARGE {
            Self((self.0 / 2).max(1))
        } else if bytes < Self::LARGE / 4 {
            Self((self.0 * 2).min(Self::MOST))
        } else {
            self
        }
    }
}

/// What makes a record large.
fn size(record: &Record) -> usize {
    let props = record.props.values().map(|value| match value {
        serde_json::Value::String(text) => text.len(),
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => value.to_string().len(),
        _ => 0,
    });
    record.message.len() + props.sum::<usize>()
}
