//! Edits that keep what people laid out: quotes, comments, indentation, line breaks.
//!
//! None of these is given where the text is laid out in a way that they do not know.

use crate::diagnostic::Edit;
use crate::source::Span;

/// Writes `word` in the place of a text, in the same quotes; `value` is what the text says.
pub(crate) fn respelt(text: &str, place: Span, value: &str, word: &str) -> Option<Edit> {
    if word.is_empty() || !word.bytes().all(is_plain) {
        return None;
    }
    let written = &text[place.range()];
    let span = if written == value {
        place
    } else {
        let quotes = ['"', '\''];
        let quoted = |quote| written.strip_prefix(quote)?.strip_suffix(quote);
        quotes
            .into_iter()
            .find(|&quote| quoted(quote) == Some(value))?;
        Span {
            start: place.start + 1,
            end: place.end - 1,
            ..place
        }
    };
    let text = word.to_owned();
    Some(Edit { span, text })
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Removes an item of a list, with its comma or its lines.
pub(crate) fn without_item(text: &str, list: Span, item: Span) -> Option<Edit> {
    without(text, list, item, "-")
}

/// Removes an entry of a mapping, with its comma or its lines.
pub(crate) fn without_entry(text: &str, mapping: Span, entry: Span) -> Option<Edit> {
    without(text, mapping, entry, "")
}

/// `lead` is what stands before each in lines.
fn without(text: &str, collection: Span, item: Span, lead: &str) -> Option<Edit> {
    let range = if is_flow(text, collection)? {
        without_comma(text, item)?
    } else {
        without_lines(text, item, lead)?
    };
    Some(edit(item, range, String::new()))
}

fn without_comma(text: &str, item: Span) -> Option<(usize, usize)> {
    let (start, end) = (item.start as usize, item.end as usize);
    let after = text[end..].trim_ascii_start();
    if let Some(after) = after.strip_prefix(',') {
        let end = text.len() - after.len();
        let line = Line::of(text, start);
        if line.indent(text, start).is_some() && is_rest(&text[end..]) {
            return Some((line.start, Line::of(text, end).end));
        }
        return Some((start, end + blanks(after)));
    }
    if let Some(before) = text[..start].trim_ascii_end().strip_suffix(',') {
        return Some((before.len(), end));
    }
    // The comma before it has a comment, and may stay.
    let line = Line::of(text, start);
    let alone = line.indent(text, start).is_some() && is_rest(&text[end..]);
    alone.then(|| (line.start, Line::of(text, end).end))
}

fn without_lines(text: &str, item: Span, lead: &str) -> Option<(usize, usize)> {
    let (start, mut end) = (item.start as usize, item.end as usize);
    // Where nothing is written as the value, its place is before the colon.
    if let Some(rest) = text[end..].trim_ascii_start().strip_prefix(':') {
        end = text.len() - rest.len();
    }
    let (first, last) = (Line::of(text, start), Line::of(text, end));
    if !is_rest(&text[end..]) {
        return None;
    }
    let before = &text[first.start..start];
    if before.trim_ascii() == lead {
        return Some((first.start, last.end));
    }
    // The first entry of a mapping in a list: the next one comes in its place.
    let next = &text[last.end..];
    let next_is_entry = blanks(next) == before.len()
        && next[before.len()..]
            .starts_with(|first: char| !matches!(first, '#' | '-' | '\r' | '\n'));
    let starts_mapping = lead.is_empty() && before.trim_ascii() == "-" && next_is_entry;
    starts_mapping.then_some((start, last.end + before.len()))
}

/// Writes entries into a mapping whose entries stand at `entries`, before the one at `at`.
pub(crate) fn inserted(
    text: &str,
    mapping: Span,
    entries: &[Span],
    at: usize,
    new: &[String],
) -> Option<Edit> {
    if mapping.range().is_empty() {
        return for_nothing(text, mapping, new);
    }
    let (place, inserted) = match (is_flow(text, mapping), entries) {
        (None, _) => return None,
        (Some(true), []) => return into_empty(text, mapping, new),
        (Some(true), _) => into_flow(text, entries, at, new),
        (Some(false), _) => into_block(text, mapping, entries, at, new)?,
    };
    Some(edit(mapping, (place, place), inserted))
}

/// Where no mapping is written, right after the colon.
fn for_nothing(text: &str, place: Span, new: &[String]) -> Option<Edit> {
    let colon = place.start as usize;
    let after = text[colon..].strip_prefix(':')?;
    is_rest(after).then(|| {
        let mapping = format!(" {{ {} }}", new.join(", "));
        edit(place, (colon + 1, colon + 1), mapping)
    })
}

fn into_empty(text: &str, mapping: Span, new: &[String]) -> Option<Edit> {
    let inner = text[mapping.range()].strip_prefix('{')?.strip_suffix('}')?;
    inner.trim_ascii().is_empty().then(|| Edit {
        span: mapping,
        text: format!("{{ {} }}", new.join(", ")),
    })
}

fn into_flow(text: &str, entries: &[Span], at: usize, new: &[String]) -> (usize, String) {
    let Some(next) = entries.get(at) else {
        let end = entries[entries.len() - 1].end as usize;
        return (end, format!(", {}", new.join(", ")));
    };
    let start = next.start as usize;
    let between = match Line::of(text, start).indent(text, start) {
        Some(indent) => format!(",{}{indent}", line_break(text, start)),
        None => ", ".to_owned(),
    };
    let inserted = new.iter().map(|entry| format!("{entry}{between}"));
    (start, inserted.collect())
}

fn into_block(
    text: &str,
    mapping: Span,
    entries: &[Span],
    at: usize,
    new: &[String],
) -> Option<(usize, String)> {
    let lead = entries.get(at.saturating_sub(1)).unwrap_or(&mapping);
    let (start, end) = (lead.start as usize, lead.end as usize);
    let line = Line::of(text, start);
    let indent = line.indent(text, start);
    let aligned = || " ".repeat(text[line.start..start].chars().count());
    let spaces = indent.map_or_else(aligned, str::to_owned);
    let line_break = line_break(text, start);
    if at > 0 {
        let inserted = new
            .iter()
            .map(|entry| format!("{line_break}{spaces}{entry}"));
        let line = Line::of(text, end);
        return is_rest(&text[end..]).then(|| (line.text_end(text), inserted.collect()));
    }
    if indent.is_none() {
        let inserted = new
            .iter()
            .map(|entry| format!("{entry}{line_break}{spaces}"));
        return Some((start, inserted.collect()));
    }
    let inserted = new
        .iter()
        .map(|entry| format!("{spaces}{entry}{line_break}"));
    Some((above_comments(text, line.start), inserted.collect()))
}

/// Where the comments begin that stand right above a line.
fn above_comments(text: &str, mut start: usize) -> usize {
    while start > 0 {
        let above = Line::of(text, start - 1);
        if !text[above.start..start].trim_ascii_start().starts_with('#') {
            break;
        }
        start = above.start;
    }
    start
}

/// Whether it is written in brackets; none for an alias, and where nothing is written.
fn is_flow(text: &str, collection: Span) -> Option<bool> {
    match text[collection.range()].bytes().next()? {
        b'{' | b'[' => Some(true),
        b'*' => None,
        _ => Some(false),
    }
}

/// Whether nothing but a comment stands in what is left of the line.
fn is_rest(text: &str) -> bool {
    let rest = text.trim_start_matches([' ', '\t']);
    let is_comment = rest.starts_with('#') && rest.len() < text.len();
    rest.is_empty() || rest.starts_with(['\n', '\r']) || is_comment
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// The line break that the lines around a place have.
fn line_break(text: &str, place: usize) -> &'static str {
    let before = text[..place].rfind('\n');
    let at = before.or_else(|| text.find('\n'));
    match at {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Where a line is in the text, its line break included.
struct Line {
    start: usize,
    end: usize,
}

impl Line {
    fn of(text: &str, place: usize) -> Self {
        let start = text[..place].rfind('\n').map_or(0, |before| before + 1);
        let end = text[place..]
            .find('\n')
            .map_or(text.len(), |length| place + length + 1);
        Self { start, end }
    }

    /// What stands before a place in it, if that is blank.
    fn indent<'t>(&self, text: &'t str, place: usize) -> Option<&'t str> {
        let before = &text[self.start..place];
        before.bytes().all(|byte| byte == b' ').then_some(before)
    }

    /// The end without the line break.
    fn text_end(&self, text: &str) -> usize {
        let line = text[self.start..self.end].trim_end_matches(['\n', '\r']);
        self.start + line.len()
    }
}

fn edit(within: Span, (start, end): (usize, usize), text: String) -> Edit {
    let offset = |at: usize| u32::try_from(at).expect("places of larger files are none");
    let span = Span {
        file: within.file,
        start: offset(start),
        end: offset(end),
    };
    Edit { span, text }
}
