//! Text line by line, indented.

use std::fmt::{Arguments, Write};

/// Collects the lines of one generated file.
#[derive(Debug)]
pub(crate) struct Writer {
    text: String,
    /// One level of indentation.
    level: &'static str,
    /// In columns.
    indentation: usize,
}

/// One level, unless told otherwise.
const SPACES: &str = "    ";

impl Writer {
    /// Columns that one level of indentation takes.
    pub const LEVEL: usize = SPACES.len();

    pub fn new() -> Self {
        Self::indented_by(SPACES)
    }

    /// With levels other than those of [`Self::LEVEL`] columns.
    pub fn indented_by(level: &'static str) -> Self {
        Self {
            text: String::new(),
            level,
            indentation: 0,
        }
    }

    pub fn indentation(&self) -> usize {
        self.indentation
    }

    /// One line at the present indentation: `w.line(format_args!("let {name} = 1;"))`.
    pub fn line(&mut self, line: Arguments<'_>) {
        self.text.extend(std::iter::repeat_n(
            self.level,
            self.indentation / self.level.len(),
        ));
        self.text.write_fmt(line).expect("writing to a string");
        self.text.push('\n');
    }

    /// Text that is laid out already.
    pub fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Runs `write` one level deeper.
    pub fn indented(&mut self, write: impl FnOnce(&mut Self)) {
        self.indentation += self.level.len();
        write(self);
        self.indentation -= self.level.len();
    }

    /// `head`, what `body` writes one level deeper, `tail`.
    pub fn block(&mut self, head: Arguments<'_>, body: impl FnOnce(&mut Self), tail: &str) {
        self.line(head);
        self.indented(body);
        self.line(format_args!("{tail}"));
    }

    /// In bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The lines written since the text was `start` bytes long.
    pub fn lines_from(&self, start: usize) -> impl Iterator<Item = &str> {
        self.text[start..].lines()
    }

    /// A line before what was written since the text was `start` bytes long.
    pub fn insert_line(&mut self, start: usize, line: &str) {
        self.text.insert_str(start, &format!("{line}\n"));
    }

    /// Hands on what was written so far, and begins anew; its memory is kept.
    pub fn flush(&mut self, sink: &mut dyn FnMut(&str)) {
        sink(&self.text);
        self.text.clear();
    }
}
