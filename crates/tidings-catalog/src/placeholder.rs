//! Where the placeholders of a message stand in the file.

use crate::declared::Text;
use crate::source::Span;

/// Finds the places of one message's placeholders, which are asked for in their order.
pub(crate) struct Placeholders<'a> {
    message: Span,
    /// As it stands in the file, quotes and escapes included.
    written: &'a str,
    /// Where in `written` the message begins, if it stands there letter by letter.
    literal: Option<usize>,
    /// Before here in `written` all placeholders were found already; none when one was not found,
    /// because it is written with escapes or over several lines: then the message is the place of
    /// all that follow.
    searched: Option<usize>,
}

impl<'a> Placeholders<'a> {
    pub(crate) fn new(text: &'a str, message: &Text<'_>) -> Self {
        let written = &text[message.span.range()];
        let quotes = (written.len().saturating_sub(message.value.len())) / 2;
        let literal = (written.get(quotes..quotes + message.value.len()) == Some(&*message.value))
            .then_some(quotes);
        Self {
            message: message.span,
            written,
            literal,
            searched: Some(0),
        }
    }

    /// The place of the placeholder with this name, at this offset of the message.
    pub(crate) fn find(&mut self, name: &str, offset: usize) -> Span {
        let length = name.len() + 2;
        let start = match self.literal {
            Some(base) => Some(base + offset),
            None => self.search(name),
        };
        match start {
            Some(start) => self.span(start, length),
            None => self.message,
        }
    }

    fn search(&mut self, name: &str) -> Option<usize> {
        let from = self.searched?;
        let found = self.written[from..]
            .find(&format!("{{{name}}}"))
            .map(|at| from + at);
        self.searched = found.map(|start| start + name.len() + 2);
        found
    }

    fn span(&self, start: usize, length: usize) -> Span {
        let at = |offset: usize| {
            self.message.start + u32::try_from(offset).expect("it is within the message")
        };
        Span {
            file: self.message.file,
            start: at(start),
            end: at(start + length),
        }
    }
}
