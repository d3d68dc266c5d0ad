use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Uuid, Value};

/// The id of a subject.
///
/// A text that is a UUID in its canonical form (lower-case, hyphenated) *is* that UUID, so that an id means the same
/// after a round trip through JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Id {
    /// Of a subject declared as `UUID`, which the built-in ones are.
    Uuid(Uuid),
    /// Of a subject declared as `string`. Use [`Id::from`], which sees to canonical UUIDs.
    Text(String),
    /// Of a subject declared as `int64`.
    Integer(i64),
}

impl Id {
    /// The id in a value; `None` when absent or no id.
    pub(crate) fn of(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Uuid(uuid) => Some(Self::Uuid(uuid)),
            Value::String(text) => Some(Self::from(text)),
            Value::Integer(number) => Some(Self::Integer(number)),
            _ => None,
        }
    }
}

impl From<Uuid> for Id {
    fn from(uuid: Uuid) -> Self {
        Self::Uuid(uuid)
    }
}

impl From<&Uuid> for Id {
    fn from(uuid: &Uuid) -> Self {
        Self::Uuid(*uuid)
    }
}

impl From<i64> for Id {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        canonical_uuid(text).map_or_else(|| Self::Text(text.to_owned()), Self::Uuid)
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        canonical_uuid(&text).map_or(Self::Text(text), Self::Uuid)
    }
}

fn canonical_uuid(text: &str) -> Option<Uuid> {
    let uuid = Uuid::try_parse(text).ok()?;
    (uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text).then_some(uuid)
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(uuid) => fmt::Display::fmt(uuid, f),
            Self::Text(text) => f.pad(text),
            Self::Integer(number) => fmt::Display::fmt(number, f),
        }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Integer(number) => serializer.serialize_i64(*number),
            text => serializer.collect_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a text or a 64-bit integer")]
        enum Raw {
            Integer(i64),
            Text(String),
        }
        Raw::deserialize(deserializer).map(|raw| match raw {
            Raw::Integer(number) => Self::Integer(number),
            Raw::Text(text) => Self::from(text),
        })
    }
}
