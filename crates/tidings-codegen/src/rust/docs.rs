//! Doc comments: text from a catalog, which means itself and is no Markdown, links or HTML.

use std::fmt::Write;

use tidings_catalog::{Category, EventDefinition, Property};

use crate::writer::Writer;

/// One line, which is Markdown already.
pub(super) fn line(w: &mut Writer, markdown: &str) {
    w.line(format_args!("/// {markdown}"));
}

/// What the catalog says of an event.
pub(super) fn event(w: &mut Writer, event: &EventDefinition) {
    if let Some(description) = &event.description {
        text(w, &description.value);
    } else {
        line(w, &format!("The event {}.", code(&event.name.value)));
    }
    w.line(format_args!("///"));
    line(w, &format!("Message: {}", code(&event.message.value)));
    w.line(format_args!("///"));
    line(w, &facts(event));
}

/// What the catalog says of a property, or its name.
pub(super) fn property(w: &mut Writer, property: &Property) {
    match &property.description {
        Some(description) => text(w, &description.value),
        None => line(w, &format!("The property {}.", code(&property.name.value))),
    }
}

/// Text of several lines. Its indentation and empty ends are left out.
fn text(w: &mut Writer, text: &str) {
    for text in text.trim().lines() {
        let text = escaped(text.trim());
        w.line(format_args!(
            "///{}{text}",
            if text.is_empty() { "" } else { " " }
        ));
    }
}

fn facts(event: &EventDefinition) -> String {
    let event_type = code(&event.event_type.value);
    let severity = event.severity.value.name();
    let mut facts = format!("Type {event_type}, severity `{severity}`");
    if event.category == Category::Metrics {
        facts.push_str(", category `metrics`");
    }
    if let Some(limit) = &event.rate_limit {
        let limit = duration(limit.value);
        write!(facts, ", at most once in {limit} for the same subjects")
            .expect("writing to a string");
    }
    facts.push('.');
    if !event.owners.is_empty() {
        let owners: Vec<String> = event
            .owners
            .iter()
            .map(|owner| code(&owner.value))
            .collect();
        write!(facts, " Owners: {}.", owners.join(", ")).expect("writing to a string");
    }
    facts
}

fn duration(duration: std::time::Duration) -> String {
    let milliseconds = duration.as_millis();
    let units = [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "min"),
        (1_000, "s"),
    ];
    let whole = units
        .iter()
        .find(|(unit, _)| milliseconds > 0 && milliseconds.is_multiple_of(*unit));
    match whole {
        Some((unit, name)) => format!("{} {name}", milliseconds / unit),
        None => format!("{milliseconds} ms"),
    }
}

/// A code span, in which nothing has a meaning. Its fence is longer than any run of backticks in the text.
pub(super) fn code(text: &str) -> String {
    let text = visible(text);
    let runs = text.split(|character| character != '`');
    let fence = "`".repeat(runs.map(str::len).max().unwrap_or(0) + 1);
    let ends = |end: char| text.starts_with(end) || text.ends_with(end);
    let pad = if ends('`') || ends(' ') { " " } else { "" };
    match text.as_str() {
        // A span of nothing cannot be written.
        "" => "(empty)".to_owned(),
        text => format!("{fence}{pad}{text}{pad}{fence}"),
    }
}

/// A line of text in which every character that Markdown gives a meaning is escaped.
fn escaped(line: &str) -> String {
    let line = visible(line);
    let mut out = String::with_capacity(line.len());
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (index, character) in line.char_indices() {
        let special = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '^' => true,
            '_' => !within_word(&line, index),
            '#' | '-' | '+' | '=' => index == 0,
            '.' | ')' => index > 0 && index == digits,
            // Else an address that is no link, which rustdoc warns of.
            ':' => line[index..].starts_with("://"),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

fn within_word(line: &str, index: usize) -> bool {
    let before = line[..index].ends_with(|c: char| c.is_alphanumeric());
    before && line[index + 1..].starts_with(|c: char| c.is_alphanumeric())
}

/// The text with every character that is not seen, or that turns the direction of reading, written as its code.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\'' | '\\' => out.push(character),
            '\t' => out.push(' '),
            _ => out.extend(character.escape_debug()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_hold_any_text() {
        for (text, expected) in [
            ("{host_id}: [a](b) <c> *d*", "`{host_id}: [a](b) <c> *d*`"),
            ("`a`", "`` `a` ``"),
            ("a``b", "```a``b```"),
            (" a", "`  a `"),
            ("a\nb\\c\u{202e}d\u{0}e", "`a\\nb\\c\\u{202e}d\\0e`"),
            ("größe \"x\" 'y' 日本", "`größe \"x\" 'y' 日本`"),
            ("", "(empty)"),
        ] {
            assert_eq!(code(text), expected);
        }
    }

    #[test]
    fn text_loses_no_character_to_markdown() {
        for (text, expected) in [
            (
                "see [it] at https://a.b/c_d",
                "see \\[it\\] at https\\://a.b/c_d",
            ),
            ("# no heading", "\\# no heading"),
            ("- no item", "\\- no item"),
            ("a - b, 1. c", "a - b, 1. c"),
            ("12. no item", "12\\. no item"),
            ("1) no item", "1\\) no item"),
            ("=== no heading", "\\=== no heading"),
            ("_a_ host_id __b", "\\_a\\_ host_id \\_\\_b"),
            (
                "<b> &amp; `x` | ~~y~~ \\",
                "\\<b\\> \\&amp; \\`x\\` \\| \\~\\~y\\~\\~ \\\\",
            ),
            (
                "bidi \u{202e} and zero \u{200b}",
                r"bidi \\u{202e} and zero \\u{200b}",
            ),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
