//! Values as SQL text. Whatever comes from outside goes through here.

use std::fmt::Write;

use tidings::{OffsetDateTime, Uuid};

/// A text as a literal, whatever `standard_conforming_strings` says. Without NULs, which would end the message.
pub(super) fn text(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 4);
    literal.push_str("E'");
    for part in without_nul(text).split_inclusive(['\'', '\\']) {
        literal.push_str(part);
        // Doubled, a quote or a backslash stands for itself.
        if let Some(last) = part
            .chars()
            .last()
            .filter(|last| matches!(last, '\'' | '\\'))
        {
            literal.push(last);
        }
    }
    literal.push('\'');
    literal
}

fn without_nul(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\0') {
        text.replace('\0', "").into()
    } else {
        text.into()
    }
}

/// A name as an identifier.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What stands between the quotes of a literal, as identifiers in quotes may.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\'', "''")
}

pub(super) fn uuid(id: Uuid) -> String {
    format!("'{id}'::uuid")
}

/// Microseconds since 1970 as a `timestamptz`.
pub(super) fn time(microseconds: i64) -> String {
    let nanoseconds = i128::from(microseconds) * 1000;
    let time = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds);
    match time {
        // PostgreSQL begins in 4713 BC, records in the year 0.
        Ok(time) if time.year() >= -4000 => format!("'{}'::timestamptz", Timestamp(time)),
        Ok(_) => "'-infinity'::timestamptz".to_owned(),
        // Further than any record's time, and still a time for PostgreSQL.
        Err(_) if microseconds < 0 => "'-infinity'::timestamptz".to_owned(),
        Err(_) => "'infinity'::timestamptz".to_owned(),
    }
}

/// In the form that PostgreSQL reads without looking at settings.
struct Timestamp(OffsetDateTime);

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time = self.0;
        // There is no year 0 in PostgreSQL: it is 1 BC.
        let (year, era) = match time.year() {
            year @ 1.. => (year, ""),
            year => (1 - year, " BC"),
        };
        let (month, day) = (u8::from(time.month()), time.day());
        let (hour, minute, second, micro) = (
            time.hour(),
            time.minute(),
            time.second(),
            time.microsecond(),
        );
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micro:06}+00{era}"
        )
    }
}

/// An array literal, element after element.
pub(super) struct Array(String);

impl Array {
    pub fn new() -> Self {
        Self("E'{".to_owned())
    }

    pub fn of<T>(values: impl IntoIterator<Item = T>, push: impl Fn(&mut Self, T)) -> String {
        let mut array = Self::new();
        values.into_iter().for_each(|value| push(&mut array, value));
        array.finish()
    }

    pub fn finish(mut self) -> String {
        if self.0.ends_with(',') {
            self.0.pop();
        }
        self.0.push_str("}'");
        self.0
    }

    pub fn null(&mut self) {
        self.0.push_str("NULL,");
    }

    /// A number or an id, which needs no quotes.
    pub fn plain(&mut self, value: impl std::fmt::Display) {
        write!(self.0, "{value},").expect("a string takes everything");
    }

    pub fn time(&mut self, time: OffsetDateTime) {
        write!(self.0, "\"{}\",", Timestamp(time)).expect("a string takes everything");
    }

    /// Quoted twice: as an element, and within the literal.
    pub fn text(&mut self, text: &str) {
        self.0.push('"');
        let whole = without_nul(text);
        for part in whole.split_inclusive(['\'', '\\', '"']) {
            let special = part.chars().last().filter(|last| "'\\\"".contains(*last));
            let plain = part.len() - special.map_or(0, char::len_utf8);
            self.0.push_str(&part[..plain]);
            self.0.push_str(match special {
                Some('\'') => "''",
                Some('\\') => r"\\\\",
                Some(_) => r#"\\""#,
                None => "",
            });
        }
        self.0.push_str("\",");
    }

    pub fn optional_text(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn literals_are_quoted() {
        assert_eq!(text(r"it's \n"), r"E'it''s \\n'");
        assert_eq!(text(""), "E''");
        assert_eq!(text("''"), "E''''''");
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
        let array = Array::of([Some("a\"'\\"), None, Some("")], Array::optional_text);
        assert_eq!(array, r#"E'{"a\\"''\\\\",NULL,""}'"#);
        assert_eq!(Array::new().finish(), "E'{}'");
    }

    #[test]
    fn times_are_read_whatever_the_settings() {
        let shown = |time| Timestamp(time).to_string();
        assert_eq!(
            shown(datetime!(2026-11-01 12:00:00.000001 UTC)),
            "2026-11-01T12:00:00.000001+00"
        );
        assert_eq!(
            shown(datetime!(0000-01-01 0:00 UTC)),
            "0001-01-01T00:00:00.000000+00 BC"
        );
        assert_eq!(time(i64::MAX), "'infinity'::timestamptz");
        assert_eq!(time(i64::MIN), "'-infinity'::timestamptz");
    }
}
