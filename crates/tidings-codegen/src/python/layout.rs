//! Where ruff breaks lines, with its default configuration, in the few constructs that generated code has.

use crate::writer::Writer;

/// Columns in a line.
const WIDTH: usize = 88;

/// The empty lines before a class or after it.
pub(super) fn separate(w: &mut Writer) {
    w.gap();
    w.gap();
}

/// A simple statement or the head of a class. One with names so long that it does not fit is kept from ruff, which has
/// rules of its own for each place where it could be broken.
pub(super) fn write_line(w: &mut Writer, line: &str) {
    let skip = if fits(w, line.len()) {
        ""
    } else {
        "  # fmt: skip"
    };
    w.line(format_args!("{line}{skip}"));
}

/// Whether text of this length fits in the present line.
fn fits(w: &Writer, length: usize) -> bool {
    w.indentation() + length <= WIDTH
}

/// A string literal in ASCII, so that its width in columns is certain. Its quotes are those of which it contains fewer.
pub(crate) fn literal(text: &str) -> String {
    let (doubles, singles) = (text.matches('"').count(), text.matches('\'').count());
    let quote = if doubles > singles { '\'' } else { '"' };
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(quote);
    for character in text.chars() {
        match character {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            ' '..='~' if character == quote => literal.extend(['\\', quote]),
            ' '..='~' => literal.push(character),
            '\u{10000}'.. => literal.push_str(&format!("\\U{:08x}", u32::from(character))),
            _ => literal.push_str(&format!("\\u{:04x}", u32::from(character))),
        }
    }
    literal.push(quote);
    literal
}

/// An expression.
#[derive(Debug)]
pub(super) enum Code {
    /// Text that is never broken.
    Word(String),
    /// A call of a name, or a keyword with what is assigned to it.
    Call(&'static str, Vec<Code>),
    Keyword(&'static str, Box<Code>),
    Tuple(Vec<Code>),
    /// `Literal[..]`
    Literal(Vec<Code>),
}

impl Code {
    pub fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    pub fn keyword(name: &'static str, value: Self) -> Self {
        Self::Keyword(name, Box::new(value))
    }

    /// The type of these values; any text where there are none.
    pub fn literal_type(values: Vec<Self>) -> Self {
        if values.is_empty() {
            return Self::word("str");
        }
        Self::Literal(values)
    }

    /// Writes `before`, the expression and `after`, on one line where it fits. Where it does not, the comma after its last
    /// item keeps its items in a line each.
    pub fn write(&self, w: &mut Writer, before: &str, after: &str) {
        let flat = self.flat();
        if fits(w, before.len() + flat.len() + after.len()) {
            return w.line(format_args!("{before}{flat}{after}"));
        }
        match self {
            Self::Word(word) => w.line(format_args!("{before}{word}{after}")),
            Self::Keyword(name, value) => value.write(w, &format!("{before}{name}="), after),
            Self::Call(name, items) => {
                write_items(w, &format!("{before}{name}("), items, ")", after)
            }
            Self::Tuple(items) => write_items(w, &format!("{before}("), items, ")", after),
            Self::Literal(items) => write_items(w, &format!("{before}Literal["), items, "]", after),
        }
    }

    fn flat(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Keyword(name, value) => format!("{name}={}", value.flat()),
            Self::Call(name, items) => format!("{name}({})", flat(items)),
            Self::Tuple(items) if items.len() == 1 => format!("({},)", flat(items)),
            Self::Tuple(items) => format!("({})", flat(items)),
            Self::Literal(items) => format!("Literal[{}]", flat(items)),
        }
    }
}

fn flat(items: &[Code]) -> String {
    let items: Vec<String> = items.iter().map(Code::flat).collect();
    items.join(", ")
}

fn write_items(w: &mut Writer, head: &str, items: &[Code], close: &str, after: &str) {
    let body = |w: &mut Writer| items.iter().for_each(|item| item.write(w, "", ","));
    w.block(format_args!("{head}"), body, &format!("{close}{after}"));
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn literals_hold_any_text() {
        for (text, expected) in [
            ("plain", r#""plain""#),
            (r#"say "hi""#, r#"'say "hi"'"#),
            (r#"'a' "b""#, r#""'a' \"b\"""#),
            (
                "a\\b\n\u{0}\u{202e}é😀",
                r#""a\\b\n\u0000\u202e\u00e9\U0001f600""#,
            ),
            ("{x} %s", r#""{x} %s""#),
        ] {
            assert_eq!(literal(text), expected);
        }
    }
}
