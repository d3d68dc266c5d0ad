//! What generated code refers to, and nothing else does. A version never changes in a way that breaks code generated for
//! it; a generator that needs more writes for the next one.

/// For code of generation version 1.
pub mod v1 {
    use std::borrow::Cow;
    use std::fmt;
    use std::sync::OnceLock;
    use std::time::Duration;

    pub use crate::try_from_record::{Fields, FromValue};
    pub use crate::value::AsValue;
    pub use crate::{
        Category, Definition, Event, MismatchedRecord, OffsetDateTime, Property, PropertyType,
        Record, Sender, Sending, Severity, Uuid, Value, Values,
    };

    /// A property may be absent.
    pub const OPTIONAL: u8 = 1;
    /// A property is a subject's id.
    pub const SUBJECT: u8 = 2;
    /// A property's value stays inside the event.
    pub const SENSITIVE: u8 = 4;

    /// The definition of a generated event.
    pub const fn definition(
        name: &'static str,
        message: &'static str,
        event_type: &'static str,
        severity: Severity,
        properties: &'static [Property],
    ) -> Definition {
        Definition {
            name: Cow::Borrowed(name),
            message: Cow::Borrowed(message),
            event_type: Cow::Borrowed(event_type),
            severity,
            category: Category::User,
            properties: Cow::Borrowed(properties),
            rate_limit: None,
            compiled: OnceLock::new(),
        }
    }

    /// The same, of category `metrics`.
    pub const fn metrics(mut definition: Definition) -> Definition {
        definition.category = Category::Metrics;
        definition
    }

    /// The same, with a rate limit.
    pub const fn rate_limited(mut definition: Definition, milliseconds: u64) -> Definition {
        definition.rate_limit = Some(Duration::from_millis(milliseconds));
        definition
    }

    /// A property of a generated event; `flags` is a sum of the constants above.
    pub const fn property(name: &'static str, property_type: PropertyType, flags: u8) -> Property {
        enumeration(name, property_type, flags, &[])
    }

    /// A property with the only values that it may have.
    pub const fn enumeration(
        name: &'static str,
        property_type: PropertyType,
        flags: u8,
        values: &'static [Cow<'static, str>],
    ) -> Property {
        Property {
            name: Cow::Borrowed(name),
            property_type,
            optional: flags & OPTIONAL != 0,
            subject: flags & SUBJECT != 0,
            sensitive: flags & SENSITIVE != 0,
            values: Cow::Borrowed(values),
        }
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
