//! The line of a finding, as it can be shown.

use std::ops::Range;

use super::escape::push_escaped;
use crate::line_index::BYTE_ORDER_MARK;
use crate::source::{Sources, Span};

/// How many bytes of a long line are shown before a finding, of it, and after it.
const BEFORE: usize = 400;
const MARKED: usize = 200;
const AFTER: usize = 200;

/// A line, or of a long one what surrounds the finding; escaped for terminals.
#[derive(Debug)]
pub(super) struct Excerpt {
    pub(super) text: String,
    /// The finding within `text`. Of one over several lines, what stands on the first.
    pub(super) marked: Range<usize>,
}

impl Excerpt {
    /// `line` is where the span starts.
    pub(super) fn of(sources: &Sources, span: Span, line: usize) -> Self {
        let bytes = sources.bytes(span.file);
        let Range {
            start: mut line_start,
            end: line_end,
        } = sources.line(span.file, line);
        if line == 1 && bytes.starts_with(BYTE_ORDER_MARK) {
            line_start = BYTE_ORDER_MARK.len();
        }
        let start = (span.start as usize).clamp(line_start, line_end);
        let end = (span.end as usize).clamp(start, line_end);
        let from = boundary(bytes, start.saturating_sub(BEFORE).max(line_start)).min(start);
        let marked_to = boundary(bytes, end.min(start + MARKED)).min(end);
        let to = boundary(bytes, line_end.min(marked_to + AFTER)).min(line_end);

        let mut text = String::new();
        text += if from > line_start { "…" } else { "" };
        push_bytes(&mut text, &bytes[from..start]);
        let marked_start = text.len();
        push_bytes(&mut text, &bytes[start..marked_to]);
        let marked = marked_start..text.len();
        push_bytes(&mut text, &bytes[marked_to..to]);
        text += if to < line_end { "…" } else { "" };
        Self { text, marked }
    }
}

/// The next offset at which a character begins.
fn boundary(bytes: &[u8], offset: usize) -> usize {
    let inside = bytes[offset..]
        .iter()
        .take(3)
        .take_while(|&&byte| byte & 0b1100_0000 == 0b1000_0000)
        .count();
    offset + inside
}

fn push_bytes(text: &mut String, bytes: &[u8]) {
    for character in String::from_utf8_lossy(bytes).chars() {
        push_escaped(text, character);
    }
}
