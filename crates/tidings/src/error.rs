use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::Uuid;

/// Why an event was not stored, or may not have been.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// No record can hold this value; sending the same again fails again.
    #[error("property `{property}` {reason}")]
    InvalidValue {
        /// The property's name.
        property: Cow<'static, str>,
        /// What its value must be; never the value itself, which may be sensitive.
        reason: Cow<'static, str>,
    },
    /// A record of this id is stored already, with other content.
    #[error("a record with id {id} is stored already, with other content")]
    IdTaken {
        /// The id of both.
        id: Uuid,
    },
    /// The server refuses this record; sending the same again fails again.
    #[error("the server refuses the record: {reason}")]
    Refused {
        /// The server's words.
        reason: String,
    },
    /// The sender's queue has no room; told by `try_send` only, `send` waits.
    #[error("the sender's queue is full")]
    QueueFull,
    /// The sender was shut down.
    #[error("the sender is closed")]
    Closed,
    /// The store or server cannot be reached, or is busy, now.
    #[error("the store is unavailable: {0}")]
    Unavailable(#[source] Cause),
    /// The store failed: a full disk, a read-only or corrupt file, ...
    #[error("the store failed: {0}")]
    Store(#[source] Cause),
}

/// What is behind a [`SendError`]. Cheap to clone, since all whose records were in one commit are told.
#[derive(Clone)]
pub struct Cause(Arc<dyn Error + Send + Sync>);

impl Cause {
    /// Wraps an error, or a text.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(error.into()))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

/// A property whose value cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("property `{property}` {reason}")]
#[non_exhaustive]
pub struct InvalidProperty {
    /// The property's name.
    pub property: Cow<'static, str>,
    /// What its value must be; never the value itself, which may be sensitive.
    pub reason: Cow<'static, str>,
}

impl InvalidProperty {
    pub(crate) fn new(
        property: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            property: property.into(),
            reason: reason.into(),
        }
    }
}

impl From<InvalidProperty> for SendError {
    fn from(InvalidProperty { property, reason }: InvalidProperty) -> Self {
        Self::InvalidValue { property, reason }
    }
}

/// Everything that is wrong with the values given for an event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidValues {
    /// The event's name.
    pub event: Cow<'static, str>,
    /// Never empty; missing and wrong properties in declared order, then unknown ones.
    pub properties: Vec<InvalidProperty>,
}

impl fmt::Display for InvalidValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event `{}`: ", self.event)?;
        for (index, invalid) in self.properties.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{invalid}")?;
        }
        Ok(())
    }
}

impl Error for InvalidValues {}
