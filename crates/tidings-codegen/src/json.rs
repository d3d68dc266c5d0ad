//! JSON with the keys of objects in the order in which they are given, laid out for people who read differences.

use std::borrow::Cow;
use std::fmt::Write;

use crate::writer::Writer;

/// One level of indentation.
pub(crate) const LEVEL: &str = "  ";

/// Columns in a line.
const WIDTH: usize = 80;

/// A value.
#[derive(Debug, Clone)]
pub(crate) enum Json {
    Text(String),
    /// A number, `true` or `false`, as it is written.
    Literal(String),
    Array(Vec<Json>),
    Object(Object),
}

/// Keys and values, in order.
pub(crate) type Object = Vec<(Cow<'static, str>, Json)>;

impl Json {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn literal(literal: impl ToString) -> Self {
        Self::Literal(literal.to_string())
    }

    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::Array(texts.into_iter().map(Self::text).collect())
    }

    /// An object with these keys.
    pub fn object<const N: usize>(entries: [(&'static str, Self); N]) -> Self {
        Self::Object(object(entries))
    }

    /// The value in one line.
    pub fn in_line(&self) -> String {
        let mut line = String::new();
        self.flat(&mut line, usize::MAX);
        line
    }

    /// Writes `before`, the value and `after`, on one line where they fit.
    pub fn write(&self, w: &mut Writer, before: &str, after: &str) {
        let room = WIDTH.checked_sub(w.indentation() + before.len() + after.len());
        let mut flat = String::new();
        if room.is_some_and(|room| self.flat(&mut flat, room)) || self.has_no_items() {
            let flat = self.in_line();
            return w.line(format_args!("{before}{flat}{after}"));
        }
        match self {
            Self::Array(items) => {
                let body = |w: &mut Writer| {
                    each(items, |item, comma| item.write(w, "", comma));
                };
                w.block(format_args!("{before}["), body, &format!("]{after}"));
            }
            Self::Object(entries) => {
                let body = |w: &mut Writer| write_entries(w, entries, "");
                w.block(format_args!("{before}{{"), body, &format!("}}{after}"));
            }
            Self::Text(_) | Self::Literal(_) => unreachable!("they have no items"),
        }
    }

    fn has_no_items(&self) -> bool {
        match self {
            Self::Text(_) | Self::Literal(_) => true,
            Self::Array(items) => items.is_empty(),
            Self::Object(entries) => entries.is_empty(),
        }
    }

    /// Appends the value in one line; `false` as soon as that is longer than `room`.
    fn flat(&self, out: &mut String, room: usize) -> bool {
        match self {
            Self::Text(text) => push_literal(out, text),
            Self::Literal(literal) => out.push_str(literal),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    if !item.flat(out, room) {
                        return false;
                    }
                }
                out.push(']');
            }
            Self::Object(entries) if entries.is_empty() => out.push_str("{}"),
            Self::Object(entries) => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "{ " });
                    push_literal(out, key);
                    out.push_str(": ");
                    if !value.flat(out, room) {
                        return false;
                    }
                }
                out.push_str(" }");
            }
        }
        out.len() <= room
    }
}

/// An object with these keys.
pub(crate) fn object<const N: usize>(entries: [(&'static str, Json); N]) -> Object {
    let entries = entries.into_iter();
    entries.map(|(key, value)| (key.into(), value)).collect()
}

/// Writes entries of an object, a line each or more, and `after` behind the last.
pub(crate) fn write_entries(w: &mut Writer, entries: &[(Cow<'static, str>, Json)], after: &str) {
    each(entries, |(key, value), comma| {
        let comma = if comma.is_empty() { after } else { comma };
        value.write(w, &format!("{}: ", literal(key)), comma);
    });
}

/// Bytes that are handed on at once.
const CHUNK: usize = 256 * 1024;

/// What an object has first, and what each of the items adds to it, which is something.
pub(crate) type Parts<'a, T> = (&'a Object, &'a [T], &'a dyn Fn(&T) -> Object);

/// Writes an object named `key`, in chunks, and `after` behind it.
pub(crate) fn write_section<T>(
    w: &mut Writer,
    key: &str,
    (first, items, entries): Parts<'_, T>,
    after: &str,
    sink: &mut dyn FnMut(&str),
) {
    let body = |w: &mut Writer| {
        write_entries(w, first, if items.is_empty() { "" } else { "," });
        each(items, |item, comma| {
            write_entries(w, &entries(item), comma);
            if w.len() >= CHUNK {
                w.flush(sink);
            }
        });
    };
    let key = literal(key);
    w.block(format_args!("{key}: {{"), body, &format!("}}{after}"));
}

/// Calls with each item and the comma behind it, which the last one has not.
fn each<T>(items: &[T], mut write: impl FnMut(&T, &str)) {
    for (index, item) in items.iter().enumerate() {
        let is_last = index + 1 == items.len();
        write(item, if is_last { "" } else { "," });
    }
}

/// A string literal, in which what is not seen is escaped.
pub(crate) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_literal(&mut out, text);
    out
}

fn push_literal(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\'' => out.push('\''),
            _ if character.escape_debug().len() == 1 => out.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").expect("writing to a string");
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_a_literal() {
        for text in [
            "",
            "a 'b' \"c\" \\d \u{0}\n\r\t\u{7f}",
            "größe 日本 😀 \u{202e}\u{feff}\u{e0001}\u{2028}",
        ] {
            let read: String = serde_json::from_str(&literal(text)).expect("it is JSON");
            assert_eq!(read, text);
        }
        assert_eq!(literal("é\u{202e}\u{e0001}"), r#""é\u202e\udb40\udc01""#);
    }

    #[test]
    fn what_fits_is_in_one_line() {
        let short = Json::object([("a", Json::texts(["b", "c"])), ("d", Json::literal(1))]);
        let long = Json::texts(["x".repeat(40), "y".repeat(40)]);
        let empty = Json::Array(Vec::new());
        let both = Json::object([("short", short), ("long", long), ("empty", empty)]);
        let mut w = Writer::indented_by(LEVEL);
        both.write(&mut w, "", "");
        let mut text = String::new();
        w.flush(&mut |part| text.push_str(part));
        let expected = format!(
            "{{\n  \"short\": {{ \"a\": [\"b\", \"c\"], \"d\": 1 }},\n  \"long\": [\n    \"{}\",\n    \"{}\"\n  ],\n  \"empty\": []\n}}\n",
            "x".repeat(40),
            "y".repeat(40)
        );
        assert_eq!(text, expected);
    }
}
