//! From byte offsets to lines and columns, at a cost that depends neither on the file's size nor on
//! the line's.

use std::ops::Range;

use crate::source::Position;

/// How many bytes lie between two places whose character count is known.
const STRIDE: usize = 256;

#[derive(Debug)]
pub(crate) struct LineIndex {
    /// Where each line starts.
    starts: Vec<usize>,
    /// How many characters stand before each multiple of [`STRIDE`].
    characters: Vec<usize>,
}

impl LineIndex {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self {
            starts: line_starts(bytes),
            characters: character_counts(bytes),
        }
    }

    pub(crate) fn position(&self, bytes: &[u8], offset: usize) -> Position {
        let offset = offset.min(bytes.len());
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let column = self.characters_before(bytes, offset) - self.characters_before(bytes, start);
        let mark = usize::from(line == 1 && column > 0 && bytes.starts_with(BYTE_ORDER_MARK));
        Position {
            line,
            column: column - mark + 1,
        }
    }

    /// The bytes of a line without its break; empty for a line that does not exist.
    pub(crate) fn line(&self, bytes: &[u8], line: usize) -> Range<usize> {
        let start = self.starts.get(line - 1).copied().unwrap_or(bytes.len());
        let end = self.starts.get(line).copied().unwrap_or(bytes.len());
        let breaks = bytes[start..end]
            .iter()
            .rev()
            .take(2)
            .take_while(|byte| matches!(byte, b'\n' | b'\r'))
            .count();
        start..end - breaks.min(end - start)
    }

    fn characters_before(&self, bytes: &[u8], offset: usize) -> usize {
        let checkpoint = offset / STRIDE;
        self.characters[checkpoint] + count(&bytes[checkpoint * STRIDE..offset])
    }
}

pub(crate) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A line ends with LF, CR LF or a lone CR, as in YAML.
fn line_starts(bytes: &[u8]) -> Vec<usize> {
    let mut starts = vec![0];
    for (offset, &byte) in bytes.iter().enumerate() {
        let lone = byte == b'\r' && bytes.get(offset + 1) != Some(&b'\n');
        if byte == b'\n' || lone {
            starts.push(offset + 1);
        }
    }
    starts
}

fn character_counts(bytes: &[u8]) -> Vec<usize> {
    let mut counts = vec![0];
    let mut total = 0;
    for chunk in bytes.chunks_exact(STRIDE) {
        total += count(chunk);
        counts.push(total);
    }
    counts
}

/// How many characters begin in `bytes`; a stray continuation byte is none.
fn count(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: usize, line: usize, column: usize) {
        let position = LineIndex::new(text.as_bytes()).position(text.as_bytes(), offset);
        assert_eq!(position, Position { line, column }, "{text:?} at {offset}");
    }

    #[test]
    fn lines_end_with_any_yaml_line_break() {
        check("", 0, 1, 1);
        check("a\nb", 2, 2, 1);
        check("a\r\nb", 3, 2, 1);
        check("a\rb", 2, 2, 1);
        check("a\n", 99, 2, 1);
    }

    #[test]
    fn columns_are_characters() {
        check("é{x}", 2, 1, 2);
        check("\u{feff}ab", 3, 1, 1);
        check("\u{feff}ab", 4, 1, 2);
        check("\u{feff}ab", 0, 1, 1);
        let long = "é".repeat(5000);
        check(&long, 8002, 1, 4002);
    }

    #[test]
    fn a_line_has_no_break() {
        let text = b"ab\r\ncd\n";
        let index = LineIndex::new(text);
        let lines: Vec<_> = (1..=4).map(|line| &text[index.line(text, line)]).collect();
        assert_eq!(lines, [&b"ab"[..], b"cd", b"", b""]);
    }
}
