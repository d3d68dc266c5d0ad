//! Stored records back into typed events.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::definition::{Definition, Property};
use crate::from_json::typed_value;
use crate::{Id, OffsetDateTime, Record, Uuid, Value};

/// Why a record is not an event of the wanted type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MismatchedRecord {
    /// It is of another event.
    #[error("the record is of event `{actual}`, not of `{expected}`")]
    Name {
        /// The wanted event.
        expected: Cow<'static, str>,
        /// The record's event.
        actual: Cow<'static, str>,
    },
    /// A required property is missing.
    #[error("the record of event `{event}` has no property `{property}`")]
    Missing {
        /// The event's name.
        event: Cow<'static, str>,
        /// The property's name.
        property: Cow<'static, str>,
    },
    /// A property has a value of another type.
    #[error("property `{property}` of the record of event `{event}` {reason}")]
    Invalid {
        /// The event's name.
        event: Cow<'static, str>,
        /// The property's name.
        property: Cow<'static, str>,
        /// What the value must be.
        reason: Cow<'static, str>,
    },
}

/// The fields of a record, by the places of a definition's properties. Properties that it does not know are ignored.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    record: &'a Record,
    definition: &'a Definition,
}

type Field<T> = Result<T, MismatchedRecord>;

impl<'a> Fields<'a> {
    /// The record's fields, when it is of this event.
    pub fn of(record: &'a Record, definition: &'a Definition) -> Field<Self> {
        if record.name == definition.name {
            return Ok(Self { record, definition });
        }
        Err(MismatchedRecord::Name {
            expected: definition.name.clone(),
            actual: record.name.clone(),
        })
    }

    /// The value of a required property.
    pub fn required<T: FromValue>(&self, index: usize) -> Field<T> {
        self.optional(index)?.ok_or_else(|| self.missing(index))
    }

    /// The value of an optional property.
    pub fn optional<T: FromValue>(&self, index: usize) -> Field<Option<T>> {
        let Some(json) = self.json(index) else {
            return Ok(None);
        };
        let value = typed_value(self.property(index).property_type, &json)
            .map_err(|reason| self.invalid(index, reason))?;
        T::from_value(value).map(Some).ok_or_else(|| {
            self.invalid(index, "is of another type, or none of the declared values")
        })
    }

    fn json(&self, index: usize) -> Option<Cow<'a, Json>> {
        let property = self.property(index);
        if !property.subject {
            let json = self.record.props.get(&*property.name);
            return json.filter(|json| !json.is_null()).map(Cow::Borrowed);
        }
        self.record.subject(&property.name).map(|id| match id {
            Id::Integer(number) => Cow::Owned(Json::from(*number)),
            text => Cow::Owned(Json::from(text.to_string())),
        })
    }

    fn property(&self, index: usize) -> &'a Property {
        &self.definition.properties[index]
    }

    fn missing(&self, index: usize) -> MismatchedRecord {
        MismatchedRecord::Missing {
            event: self.definition.name.clone(),
            property: self.property(index).name.clone(),
        }
    }

    fn invalid(&self, index: usize, reason: &'static str) -> MismatchedRecord {
        MismatchedRecord::Invalid {
            event: self.definition.name.clone(),
            property: self.property(index).name.clone(),
            reason: reason.into(),
        }
    }
}

/// A type that a property's field can have. Generated code implements it for its `enum` types.
pub trait FromValue: Sized {
    /// `None` when the value is of another type, or no value of an `enum`.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

macro_rules! from_value {
    ($($field:ty = $variant:ident),*) => {
        $(impl FromValue for $field {
            fn from_value(value: Value<'_>) -> Option<Self> {
                match value {
                    Value::$variant(value) => Some(value.into()),
                    _ => None,
                }
            }
        })*
    };
}

from_value!(
    Uuid = Uuid,
    String = String,
    i64 = Integer,
    bool = Bool,
    f64 = Float,
    OffsetDateTime = Timestamp
);
