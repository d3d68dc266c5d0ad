//! What generated code refers to, and nothing else does. A version never changes in a way that breaks code generated for
//! it; a generator that needs more writes for the next one.

/// For code of generation version 1.
pub mod v1 {
    use std::borrow::Cow;
    use std::fmt;
    use std::sync::OnceLock;
    use std::time::Duration;

    // The standard names under which generated code would otherwise have to write a path each time.
    pub use std::clone::Clone;
    pub use std::cmp::{Eq, PartialEq};
    pub use std::convert::{Into, TryFrom};
    pub use std::fmt::{Debug, Display, Formatter, Result as FmtResult};
    pub use std::hash::Hash;
    pub use std::marker::{Copy, Sized};
    pub use std::option::Option;
    pub use std::result::Result::{self, Ok};
    pub use std::str::FromStr;
    pub use std::string::String;

    pub use crate::try_from_record::Fields;
    pub use crate::value::AsValue;
    pub use crate::{
        Category, Definition, Event, MismatchedRecord, OffsetDateTime, Property, PropertyType,
        Record, Sender, Sending, Severity, UnknownName, Uuid, Value, Values,
    };

    /// The type of a `UUID` property.
    pub const UUID: PropertyType = PropertyType::Uuid;
    /// The type of a `string` property.
    pub const STRING: PropertyType = PropertyType::String;
    /// The type of an `integer` property.
    pub const INTEGER: PropertyType = PropertyType::Integer;
    /// The type of an `int64` property.
    pub const INT64: PropertyType = PropertyType::Int64;
    /// The type of a `bool` property.
    pub const BOOL: PropertyType = PropertyType::Bool;
    /// The type of a `float64` property.
    pub const FLOAT64: PropertyType = PropertyType::Float64;
    /// The type of a `timestamp` property.
    pub const TIMESTAMP: PropertyType = PropertyType::Timestamp;

    /// The definition of a generated event, of category `user` and without a rate limit.
    pub const fn definition(
        name: &'static str,
        message: &'static str,
        event_type: &'static str,
        severity: Severity,
        properties: &'static [Property],
    ) -> Definition {
        let category = Category::User;
        definition_with(
            name, message, event_type, severity, category, None, properties,
        )
    }

    /// The definition of a generated event; the rate limit is in milliseconds.
    pub const fn definition_with(
        name: &'static str,
        message: &'static str,
        event_type: &'static str,
        severity: Severity,
        category: Category,
        rate_limit: Option<u64>,
        properties: &'static [Property],
    ) -> Definition {
        Definition {
            name: Cow::Borrowed(name),
            message: Cow::Borrowed(message),
            event_type: Cow::Borrowed(event_type),
            severity,
            category,
            properties: Cow::Borrowed(properties),
            rate_limit: match rate_limit {
                Some(milliseconds) => Some(Duration::from_millis(milliseconds)),
                None => None,
            },
            formerly: Cow::Borrowed(&[]),
            compiled: OnceLock::new(),
        }
    }

    /// A property that is always there.
    pub const fn required(name: &'static str, property_type: PropertyType) -> Property {
        property(name, property_type, 0)
    }

    /// A property that may be absent.
    pub const fn optional(name: &'static str, property_type: PropertyType) -> Property {
        property(name, property_type, OPTIONAL)
    }

    /// The id of a subject, always there.
    pub const fn subject(name: &'static str, property_type: PropertyType) -> Property {
        property(name, property_type, SUBJECT)
    }

    /// The id of a subject that may be absent.
    pub const fn optional_subject(name: &'static str, property_type: PropertyType) -> Property {
        property(name, property_type, SUBJECT | OPTIONAL)
    }

    /// A property whose value stays inside the event, always there.
    pub const fn sensitive(name: &'static str, property_type: PropertyType) -> Property {
        property(name, property_type, SENSITIVE)
    }

    /// A property whose value stays inside the event, and which may be absent.
    pub const fn optional_sensitive(name: &'static str, property_type: PropertyType) -> Property {
        property(name, property_type, SENSITIVE | OPTIONAL)
    }

    /// The property with the only values that it may have.
    pub const fn one_of(mut property: Property, values: &'static [Cow<'static, str>]) -> Property {
        // Forgotten, since a constant function cannot drop it.
        std::mem::forget(std::mem::replace(
            &mut property.values,
            Cow::Borrowed(values),
        ));
        property
    }

    /// The definition with the names that the event had before.
    pub const fn event_formerly(
        mut definition: Definition,
        names: &'static [Cow<'static, str>],
    ) -> Definition {
        std::mem::forget(std::mem::replace(
            &mut definition.formerly,
            Cow::Borrowed(names),
        ));
        definition
    }

    /// The property with the names that it had before.
    pub const fn formerly(mut property: Property, names: &'static [Cow<'static, str>]) -> Property {
        std::mem::forget(std::mem::replace(
            &mut property.formerly,
            Cow::Borrowed(names),
        ));
        property
    }

    const fn property(name: &'static str, property_type: PropertyType, flags: u8) -> Property {
        Property {
            name: Cow::Borrowed(name),
            property_type,
            optional: flags & OPTIONAL != 0,
            subject: flags & SUBJECT != 0,
            sensitive: flags & SENSITIVE != 0,
            values: Cow::Borrowed(&[]),
            formerly: Cow::Borrowed(&[]),
        }
    }

    const OPTIONAL: u8 = 1;
    const SUBJECT: u8 = 2;
    const SENSITIVE: u8 = 4;

    /// The value of a generated `enum` type that this text is.
    pub fn parse<T: Copy>(
        text: &str,
        all: &[T],
        as_str: fn(T) -> &'static str,
    ) -> Result<T, UnknownName> {
        let named = all.iter().find(|value| as_str(**value) == text);
        named.copied().ok_or_else(|| {
            let allowed: Vec<_> = all.iter().map(|value| as_str(*value)).collect();
            UnknownName {
                allowed: Cow::Owned(allowed.join(" ")),
            }
        })
    }

    /// Writes an event like a derived `Debug` would, without the values of sensitive properties.
    pub fn debug(
        definition: &Definition,
        values: &dyn Values,
        type_name: &str,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let mut fields = f.debug_struct(type_name);
        for (index, property) in definition.properties.iter().enumerate() {
            let value = crate::checked::shown(property, values.value(index));
            match value {
                Value::Absent => fields.field(&property.name, &format_args!("none")),
                Value::String(text) => fields.field(&property.name, &text),
                value => fields.field(&property.name, &format_args!("{value}")),
            };
        }
        fields.finish()
    }

    /// Whether two events of one definition have equal values, sensitive ones included.
    pub fn equal(definition: &Definition, one: &dyn Values, other: &dyn Values) -> bool {
        (0..definition.properties.len()).all(|index| one.value(index) == other.value(index))
    }
}
