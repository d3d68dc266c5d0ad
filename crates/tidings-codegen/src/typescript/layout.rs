//! Where prettier breaks lines, with its default configuration, in the few constructs that generated code has.

use crate::writer::Writer;

/// One level of indentation.
pub(super) const LEVEL: &str = "  ";
/// Columns in a line.
const WIDTH: usize = 80;

/// Writes an item after an empty line.
pub(super) fn write_item(w: &mut Writer, write: impl FnOnce(&mut Writer)) {
    w.gap();
    write_unless_wide(w, write);
}

/// Writes a statement or an entry of an object. One with names so long that they fit in no line is kept from prettier,
/// which has rules of its own for each place where such a line could be broken.
pub(super) fn write_unless_wide(w: &mut Writer, write: impl FnOnce(&mut Writer)) {
    let start = w.len();
    write(w);
    if w.lines_from(start).any(is_too_wide) {
        let indentation = " ".repeat(w.indentation());
        w.insert_line(start, &format!("{indentation}// prettier-ignore"));
    }
}

/// Whether a line is wider than prettier wants, and is neither a comment nor a literal, which it leaves alone.
fn is_too_wide(line: &str) -> bool {
    let text = line.trim_start();
    let is_left = ["*", "/*", "\"", "'", "| "];
    line.len() > WIDTH && !is_left.iter().any(|start| text.starts_with(start))
}

/// Whether text of this length fits in the present line.
pub(super) fn fits(w: &Writer, length: usize) -> bool {
    w.indentation() + length <= WIDTH
}

/// A string literal in ASCII, so that its width in columns is certain. Its quotes are those of which it contains fewer.
pub(super) fn literal(text: &str) -> String {
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
            _ => literal.push_str(&format!("\\u{{{:x}}}", u32::from(character))),
        }
    }
    literal.push(quote);
    literal
}

/// `HEAD A | B;`, the members on the next line or a line each where they do not fit in this one.
pub(super) fn write_union(w: &mut Writer, head: &str, members: Vec<String>) {
    let flat = match members.as_slice() {
        [] => "never".to_owned(),
        members => members.join(" | "),
    };
    if fits(w, head.len() + " ;".len() + flat.len()) || members.len() < 2 {
        return w.line(format_args!("{head} {flat};"));
    }
    w.line(format_args!("{head}"));
    let last = members.len() - 1;
    w.indented(|w| {
        if fits(w, flat.len() + 1) {
            return w.line(format_args!("{flat};"));
        }
        for (index, member) in members.iter().enumerate() {
            let end = if index == last { ";" } else { "" };
            w.line(format_args!("| {member}{end}"));
        }
    });
}

/// An expression.
#[derive(Debug)]
pub(super) enum Code {
    /// Text that is never broken.
    Word(String),
    Array(Vec<Code>),
    Object(Vec<(&'static str, Code)>),
}

impl Code {
    pub fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    /// Writes `before`, the expression and `after`, on one line where it fits.
    pub fn write(&self, w: &mut Writer, before: &str, after: &str) {
        let flat = self.flat();
        if fits(w, before.len() + flat.len() + after.len()) {
            return w.line(format_args!("{before}{flat}{after}"));
        }
        match self {
            // A literal moves to the next line whole.
            Self::Word(word) if before.ends_with(": ") => {
                w.line(format_args!("{}", before.trim_end()));
                w.indented(|w| w.line(format_args!("{word}{after}")));
            }
            Self::Word(word) => w.line(format_args!("{before}{word}{after}")),
            Self::Array(items) => {
                let body = |w: &mut Writer| items.iter().for_each(|item| item.write(w, "", ","));
                w.block(format_args!("{before}["), body, &format!("]{after}"));
            }
            Self::Object(fields) => {
                let body = |w: &mut Writer| {
                    for (key, value) in fields {
                        value.write(w, &format!("{key}: "), ",");
                    }
                };
                w.block(format_args!("{before}{{"), body, &format!("}}{after}"));
            }
        }
    }

    fn flat(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::flat).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Object(fields) => {
                let field = |(key, value): &(&str, Self)| format!("{key}: {}", value.flat());
                let fields: Vec<String> = fields.iter().map(field).collect();
                format!("{{ {} }}", fields.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn literals_hold_any_text() {
        for (text, expected) in [
            ("plain", r#""plain""#),
            (r#"say "hi""#, r#"'say "hi"'"#),
            (r#"it's "so""#, r#"'it\'s "so"'"#),
            (r#"'a' "b""#, r#""'a' \"b\"""#),
            (
                "a\\b\n\u{0}\u{202e}é😀",
                r#""a\\b\n\u{0}\u{202e}\u{e9}\u{1f600}""#,
            ),
            ("${x} `y`", r#""${x} `y`""#),
        ] {
            assert_eq!(literal(text), expected);
        }
    }
}
