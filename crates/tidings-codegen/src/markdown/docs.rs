//! Text from a catalog in cells of tables, and links.

use std::fmt::Write;

use crate::documentation::code;

/// Lines of Markdown in a cell, in which no pipe stands but escaped.
pub(super) fn cell(lines: &[String]) -> String {
    let lines = lines.iter().map(String::as_str);
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A code span in a cell, where a pipe ends the cell even within code.
pub(super) fn code_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// The anchor of an event, which does not depend on how a renderer makes anchors of headings.
pub(super) fn event_anchor(event: &str) -> String {
    format!("event-{event}")
}

/// The anchor of an event type.
pub(super) fn type_anchor(event_type: &str) -> String {
    format!("type-{event_type}")
}

/// A path as links have it.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => write!(out, "%{byte:02X}").expect("writing to a string"),
        }
    }
    out
}
