use std::fmt;
use std::str::FromStr;

use crate::StoreError;

/// A place in a store's append order: everything up to it has been seen.
///
/// Its text is opaque, safe in URLs, and belongs to one store: another one refuses it.
///
/// ```
/// use tidings_store::Cursor;
///
/// let cursor: Cursor = "start".parse()?;
/// assert_eq!(cursor, Cursor::start());
/// # Ok::<(), tidings_store::InvalidCursor>(())
/// ```
///
/// Cursors of one store compare in append order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor(Option<Place>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// Told at random when a store is created.
    pub epoch: u64,
    pub position: u64,
}

impl Cursor {
    /// Before everything that the store still has; `start` as text.
    pub const fn start() -> Self {
        Self(None)
    }

    pub(crate) const fn at(epoch: u64, position: u64) -> Self {
        Self(Some(Place { epoch, position }))
    }

    pub(crate) const fn place(self) -> Option<Place> {
        self.0
    }
}

/// Which cursors a store can read on from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    pub epoch: u64,
    /// The last place that was purged. With a clock that was set back, records before it may be left.
    pub purged_through: i64,
    /// The last place that was ever given.
    pub last: i64,
}

impl Places {
    /// The position to read on from.
    pub fn position(&self, cursor: Cursor) -> Result<i64, StoreError> {
        let oldest = self.cursor(self.purged_through);
        let Some(place) = cursor.place() else {
            return Ok(0);
        };
        match i64::try_from(place.position) {
            Ok(position) if place.epoch == self.epoch && position <= self.last => {
                if position < self.purged_through {
                    return Err(StoreError::PurgedCursor { oldest });
                }
                Ok(position)
            }
            _ => Err(StoreError::ForeignCursor { oldest }),
        }
    }

    pub const fn cursor(&self, position: i64) -> Cursor {
        Cursor::at(self.epoch, position.cast_unsigned())
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str(START),
            Some(Place { epoch, position }) => write!(f, "{epoch:016x}-{position}"),
        }
    }
}

/// A text that no store gave as a cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no cursor: use `start`, or the text that a store gave, unchanged")]
pub struct InvalidCursor;

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        if text == START {
            return Ok(Self::start());
        }
        let (epoch, position) = text.split_once('-').ok_or(InvalidCursor)?;
        let epoch = u64::from_str_radix(epoch, 16).map_err(|_| InvalidCursor)?;
        let cursor = Self::at(epoch, position.parse().map_err(|_| InvalidCursor)?);
        // Only the one way of writing it: no signs, capitals or leading zeros.
        (cursor.to_string() == text)
            .then_some(cursor)
            .ok_or(InvalidCursor)
    }
}

const START: &str = "start";
