//! Stored records back into typed events.

use std::borrow::Cow;
use std::cell::RefCell;

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
///
/// A field that cannot be read gives a placeholder, and [`Fields::finish`] tells what was wrong: a test after each field
/// would cost the compiler more than all else of it.
#[derive(Debug)]
pub struct Fields<'a> {
    record: &'a Record,
    definition: &'a Definition,
    /// The first.
    problem: RefCell<Option<MismatchedRecord>>,
}

macro_rules! read {
    ($($field:ty: $required:ident, $optional:ident;)*) => {
        $(
            /// The value of a required property of this type.
            pub fn $required(&self, index: usize) -> $field {
                self.required(index)
            }

            /// The value of an optional property of this type.
            pub fn $optional(&self, index: usize) -> Option<$field> {
                self.optional(index)
            }
        )*
    };
}

impl<'a> Fields<'a> {
    /// The record's fields, as those of this event.
    pub fn of(record: &'a Record, definition: &'a Definition) -> Self {
        let problem = (!definition.is_named(&record.name)).then(|| MismatchedRecord::Name {
            expected: definition.name.clone(),
            actual: record.name.clone(),
        });
        Self {
            record,
            definition,
            problem: RefCell::new(problem),
        }
    }

    read! {
        Uuid: uuid, optional_uuid;
        String: string, optional_string;
        i64: integer, optional_integer;
        bool: bool, optional_bool;
        f64: float, optional_float;
        OffsetDateTime: timestamp, optional_timestamp;
    }

    /// The value of a required property with an `enum`.
    pub fn variant<T: Copy>(&self, index: usize, all: &[T], as_str: fn(T) -> &'static str) -> T {
        let value = self.optional_variant(index, all, as_str);
        value.unwrap_or_else(|| {
            self.tell(|| self.missing(index));
            all[0]
        })
    }

    /// The value of an optional property with an `enum`.
    pub fn optional_variant<T: Copy>(
        &self,
        index: usize,
        all: &[T],
        as_str: fn(T) -> &'static str,
    ) -> Option<T> {
        let text: String = self.optional(index)?;
        let named = all.iter().find(|value| as_str(**value) == text);
        if named.is_none() {
            self.tell(|| self.invalid(index, "is none of the declared values"));
        }
        named.copied()
    }

    fn required<T: FromValue>(&self, index: usize) -> T {
        let value = self.optional(index);
        value.unwrap_or_else(|| {
            self.tell(|| self.missing(index));
            T::PLACEHOLDER
        })
    }

    fn optional<T: FromValue>(&self, index: usize) -> Option<T> {
        let json = self.json(index)?;
        let value = typed_value(self.property(index).property_type, &json);
        let read = value.and_then(|value| T::from_value(value).ok_or("is of another type"));
        read.map_err(|reason| self.tell(|| self.invalid(index, reason)))
            .ok()
    }

    /// Keeps what is wrong, unless something was before.
    fn tell(&self, problem: impl FnOnce() -> MismatchedRecord) {
        self.problem.borrow_mut().get_or_insert_with(problem);
    }

    /// The event, if every field could be read.
    ///
    /// # Errors
    /// What was wrong first.
    pub fn finish<T>(&self, event: T) -> Result<T, MismatchedRecord> {
        self.problem.take().map_or(Ok(event), Err)
    }

    /// By its name, or by one that it had before.
    fn json(&self, index: usize) -> Option<Cow<'a, Json>> {
        let property = self.property(index);
        let mut names = std::iter::once(&property.name).chain(&*property.formerly);
        names.find_map(|name| self.named(name, property.subject))
    }

    fn named(&self, name: &str, subject: bool) -> Option<Cow<'a, Json>> {
        if !subject {
            let json = self.record.props.get(name);
            return json.filter(|json| !json.is_null()).map(Cow::Borrowed);
        }
        self.record.subject(name).map(|id| match id {
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

/// A type that a field can have.
trait FromValue: Sized {
    /// Stands for a value that could not be read; nobody sees it.
    const PLACEHOLDER: Self;

    /// `None` when the value is of another type.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

macro_rules! from_value {
    ($($field:ty = $variant:ident, $placeholder:expr;)*) => {
        $(impl FromValue for $field {
            const PLACEHOLDER: Self = $placeholder;

            fn from_value(value: Value<'_>) -> Option<Self> {
                match value {
                    Value::$variant(value) => Some(value.into()),
                    _ => None,
                }
            }
        })*
    };
}

from_value! {
    Uuid = Uuid, Uuid::nil();
    String = String, String::new();
    i64 = Integer, 0;
    bool = Bool, false;
    f64 = Float, 0.0;
    OffsetDateTime = Timestamp, OffsetDateTime::UNIX_EPOCH;
}
