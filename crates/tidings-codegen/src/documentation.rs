//! What a catalog says of an event, as the lines of a doc comment. Text from the catalog means itself in it.

use std::fmt::Write;

use tidings_catalog::{Category, Deprecated, EventDefinition, Property};

/// How doc comments are read.
pub(crate) struct Markup {
    /// Makes of a line of text one that shows it.
    escape: fn(&str) -> String,
}

/// As the tools of most languages read it: text is no markup, link or HTML.
pub(crate) const MARKDOWN: Markup = Markup { escape: escaped };
/// As pages are read, where also braces and bare addresses may mean something.
pub(crate) const PAGE: Markup = Markup { escape: in_page };
/// As it stands.
pub(crate) const PLAIN: Markup = Markup { escape: visible };

impl Markup {
    /// Of an event: its description, message and the rest, with empty lines between.
    pub fn event(&self, event: &EventDefinition) -> Vec<String> {
        let mut lines = match &event.description {
            Some(description) => self.text(&description.value),
            None => vec![format!("The event {}.", code(&event.name.value))],
        };
        lines.extend([
            String::new(),
            format!("Message: {}", code(&event.message.value)),
            String::new(),
            facts(event),
        ]);
        lines
    }

    /// Of a property: its description, or its name.
    pub fn property(&self, property: &Property) -> Vec<String> {
        match &property.description {
            Some(description) => self.text(&description.value),
            None => vec![format!("The property {}.", code(&property.name.value))],
        }
    }

    /// Since when and why an event is deprecated and what to use instead, of which `name` makes a name in code; one line.
    pub fn deprecation(&self, deprecated: &Deprecated, name: impl Fn(&str) -> String) -> String {
        self.deprecation_naming(deprecated, |event| code(&name(event)))
    }

    /// The same, where `name` makes what stands for the event to use instead.
    pub fn deprecation_naming(
        &self,
        deprecated: &Deprecated,
        name: impl Fn(&str) -> String,
    ) -> String {
        let since = deprecated.since.as_ref();
        let since = since.map(|date| format!("since {}", (self.escape)(&date.value)));
        let instead = deprecated.replaced_by.as_ref();
        let instead = instead.map(|event| format!("use {}", name(&event.value)));
        let reason = deprecated.reason.as_ref();
        let reason = reason.map(|reason| (self.escape)(reason.value.trim()));
        let parts: Vec<String> = since.into_iter().chain(instead).chain(reason).collect();
        if parts.is_empty() {
            return "not to be used any more".to_owned();
        }
        parts.join(": ")
    }

    /// Text of several lines. Its indentation and empty ends are left out.
    pub fn text(&self, text: &str) -> Vec<String> {
        let lines = text.trim().lines();
        lines.map(|line| (self.escape)(line.trim())).collect()
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

/// A time, in the largest unit of which it is a whole number.
pub(crate) fn duration(duration: std::time::Duration) -> String {
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
pub(crate) fn code(text: &str) -> String {
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

/// A line of text as [`escaped`], in which neither a page's components nor bare addresses mean anything.
fn in_page(line: &str) -> String {
    let line = escaped(line).replace('{', "\\{").replace('}', "\\}");
    let mut out = String::with_capacity(line.len());
    let mut rest = line.as_str();
    while let Some(at) = rest.to_ascii_lowercase().find("www.") {
        let (before, after) = rest.split_at(at + "www".len());
        out.push_str(before);
        out.push('\\');
        rest = after;
    }
    out + rest
}

fn within_word(line: &str, index: usize) -> bool {
    let before = line[..index].ends_with(|c: char| c.is_alphanumeric());
    before && line[index + 1..].starts_with(|c: char| c.is_alphanumeric())
}

/// The text with every character that is not seen, or that turns the direction of reading, written as its code.
pub(crate) fn visible(text: &str) -> String {
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
