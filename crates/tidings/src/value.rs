//! The values of properties, and their text in messages.

use std::fmt::{self, Write};

use crate::{OffsetDateTime, REDACTED, Uuid, timestamp};

/// The value of one property, borrowed from the event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// An optional property that is not there; renders as `none`.
    Absent,
    /// Renders lower-case and hyphenated.
    Uuid(Uuid),
    /// Renders as it is.
    String(&'a str),
    /// Of `integer` and `int64`.
    Integer(i64),
    /// Renders as `true` or `false`.
    Bool(bool),
    /// Renders as RFC 8785 (ECMAScript) writes numbers.
    Float(f64),
    /// Renders in RFC 3339, UTC, six fractional digits.
    Timestamp(OffsetDateTime),
}

impl<'a> Value<'a> {
    /// The value of a sensitive property as it may leave the event.
    pub(crate) fn redacted(self) -> Self {
        match self {
            Self::Absent => self,
            _ => Value::String(REDACTED),
        }
    }

    /// At least the bytes that `render_into` adds.
    #[inline]
    pub(crate) fn rendered_len(&self) -> usize {
        match self {
            Self::Absent | Self::Bool(_) => 5,
            Self::Uuid(_) => 36,
            Self::String(text) => text.len(),
            Self::Integer(_) => 20,
            Self::Float(_) => 25,
            Self::Timestamp(_) => timestamp::LENGTH,
        }
    }

    /// Adds the text of the value, which was checked before.
    #[inline]
    pub(crate) fn render_into(&self, out: &mut String) {
        match self {
            Self::Absent => out.push_str("none"),
            Self::Uuid(uuid) => {
                out.push_str(uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
            Self::String(text) => out.push_str(text),
            Self::Integer(number) => write!(out, "{number}").expect("writing to a string"),
            Self::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
            Self::Float(number) => out.push_str(ryu_js::Buffer::new().format(*number)),
            Self::Timestamp(time) => timestamp::format_into(*time, out),
        }
    }
}

/// The text that stands in messages.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(self.rendered_len());
        self.render_into(&mut text);
        f.pad(&text)
    }
}

/// A type that a property's field can have. Generated code implements it for its `enum` types.
pub trait AsValue {
    /// The value, borrowed.
    fn as_value(&self) -> Value<'_>;
}

macro_rules! as_value {
    ($($field:ty = |$value:ident| $made:expr),* $(,)?) => {
        $(impl AsValue for $field {
            fn as_value(&self) -> Value<'_> {
                let $value = self;
                $made
            }
        })*
    };
}

as_value!(
    Uuid = |uuid| Value::Uuid(*uuid),
    String = |text| Value::String(text),
    i64 = |number| Value::Integer(*number),
    bool = |truth| Value::Bool(*truth),
    f64 = |number| Value::Float(*number),
    OffsetDateTime = |time| Value::Timestamp(*time),
);

impl<T: AsValue> AsValue for Option<T> {
    fn as_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Absent, T::as_value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn values_render_as_the_format_says() {
        let uuid = Uuid::from_u128(0xABCD);
        let cases = [
            (Value::Absent, "none"),
            (Value::Uuid(uuid), "00000000-0000-0000-0000-00000000abcd"),
            (Value::String("{a}"), "{a}"),
            (Value::Integer(i64::MIN), "-9223372036854775808"),
            (Value::Bool(true), "true"),
            (Value::Float(1.0), "1"),
            (Value::Float(-0.0), "0"),
            (Value::Float(1e21), "1e+21"),
            (Value::Float(0.000001), "0.000001"),
            (Value::Float(1e-7), "1e-7"),
            (
                Value::Float(-1.7976931348623157e308),
                "-1.7976931348623157e+308",
            ),
            (
                Value::Timestamp(datetime!(2026-11-01 02:03:04.1234567 +2)),
                "2026-11-01T00:03:04.123456Z",
            ),
        ];
        for (value, expected) in cases {
            let mut text = String::new();
            value.render_into(&mut text);
            assert_eq!(text, expected);
            assert!(text.len() <= value.rendered_len(), "{text}");
        }
    }
}
