//! Where rustfmt breaks lines, with its default configuration, in the few constructs that generated code has.

use crate::writer::Writer;

/// Columns in a line (`max_width`).
const WIDTH: usize = 100;
/// Columns between the parentheses of a call on one line (`fn_call_width`), or the brackets of an array (`array_width`).
const LIST: usize = 60;
/// Columns between the braces of a struct literal on one line (`struct_lit_width`).
const STRUCT: usize = 18;
/// Columns between the parentheses of an attribute on one line (`attr_fn_like_width`).
const ATTRIBUTE: usize = 70;

/// Writes an item after an empty line. One with names so long that they fit in no line is kept from rustfmt, which has
/// rules of its own for each place where such a line could be broken.
pub(super) fn write_item(w: &mut Writer, write: impl FnOnce(&mut Writer)) {
    w.gap();
    let start = w.len();
    write(w);
    if w.lines_from(start).any(is_too_wide) {
        w.insert_line(start, "#[rustfmt::skip]");
    }
}

/// `impl TRAIT for NAME { .. }`, or, without a trait, `impl NAME { .. }`.
pub(super) fn write_impl(
    w: &mut Writer,
    implemented: &str,
    name: &str,
    body: impl FnOnce(&mut Writer),
) {
    if implemented.is_empty() {
        return w.block(format_args!("impl {name} {{"), body, "}");
    }
    let head = format!("impl {implemented} for {name} {{");
    if head.len() <= WIDTH {
        return w.block(format_args!("{head}"), body, "}");
    }
    w.line(format_args!("impl {implemented}"));
    w.indented(|w| w.line(format_args!("for {name}")));
    w.block(format_args!("{{"), body, "}");
}

/// A function of an `impl`. It is inlined, so that it costs a build nothing before it is used.
pub(super) fn write_function(w: &mut Writer, signature: &str, body: impl FnOnce(&mut Writer)) {
    w.line(format_args!("#[inline]"));
    w.block(format_args!("{signature}"), body, "}");
}

/// An arm of a `match`, whose value moves to a line of its own where it is too wide.
pub(super) fn write_arm(w: &mut Writer, pattern: &str, value: &str) {
    if w.indentation() + pattern.len() + value.len() + " => ,".len() <= WIDTH {
        return w.line(format_args!("{pattern} => {value},"));
    }
    let body = |w: &mut Writer| w.line(format_args!("{value}"));
    w.block(format_args!("{pattern} => {{"), body, "}");
}

/// A function's signature up to the opening brace, on one line where it fits.
pub(super) fn write_signature(w: &mut Writer, head: &str, parameters: &[String], result: &str) {
    let flat = format!("{head}({}) -> {result} {{", parameters.join(", "));
    if w.indentation() + flat.len() <= WIDTH {
        return w.line(format_args!("{flat}"));
    }
    let body = |w: &mut Writer| {
        for parameter in parameters {
            w.line(format_args!("{parameter},"));
        }
    };
    w.block(format_args!("{head}("), body, &format!(") -> {result} {{"));
}

/// Whether a line is wider than rustfmt wants, and is neither a comment nor a literal, which it leaves alone.
fn is_too_wide(line: &str) -> bool {
    let text = line.trim_start();
    // The head of a function is broken a little earlier.
    let width = if line.ends_with("<'a>(") {
        WIDTH - 10
    } else {
        WIDTH
    };
    line.len() > width && !text.starts_with("//") && !text.starts_with('"')
}

/// An expression.
#[derive(Debug)]
pub(super) enum Code {
    /// Text that is never broken.
    Word(String),
    /// A call of a path.
    Call(String, Vec<Code>),
    /// A reference to an array.
    Array(Vec<Code>),
    /// A struct literal.
    Struct(String, Vec<Code>),
    /// A `const` block with a reference to an array.
    Const(Vec<Code>),
    /// What a struct literal has for a field.
    Field(String, Box<Code>),
    /// An outer attribute.
    Attribute(String, Vec<Code>),
}

impl Code {
    pub fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    pub fn call(path: impl Into<String>, arguments: impl Into<Vec<Code>>) -> Self {
        Self::Call(path.into(), arguments.into())
    }

    /// Writes `before`, the expression and `after`, on one line where it fits.
    pub fn write(&self, w: &mut Writer, before: &str, after: &str) {
        let room = WIDTH.saturating_sub(w.indentation() + before.len() + after.len());
        match self.flat(room) {
            Some(flat) => w.line(format_args!("{before}{flat}{after}")),
            None => self.write_tall(w, before, after),
        }
    }

    /// Writes `before` and the expression, which moves to a line of its own where that keeps it whole.
    pub fn assign(&self, w: &mut Writer, before: &str, after: &str) {
        let same = WIDTH.saturating_sub(w.indentation() + before.len() + 1 + after.len());
        let next = WIDTH.saturating_sub(w.indentation() + Writer::LEVEL + after.len());
        let opening_fits = w.indentation() + before.len() + 1 + self.opening_len() <= WIDTH;
        if self.flat(same).is_some() || (self.flat(next).is_none() && opening_fits) {
            return self.write(w, &format!("{before} "), after);
        }
        w.line(format_args!("{before}"));
        w.indented(|w| self.write(w, "", after));
    }

    /// The expression on one line, if it may stand on one and is at most `room` wide.
    fn flat(&self, room: usize) -> Option<String> {
        let flat = match self {
            Self::Word(text) => text.clone(),
            Self::Call(path, items) => format!("{path}({})", flat_list(items, LIST)?),
            // A single word may be as wide as the line, where it is no call.
            Self::Array(items) => match items.as_slice() {
                [Self::Word(only)] => format!("&[{only}]"),
                items => format!("&[{}]", flat_list(items, LIST)?),
            },
            Self::Struct(path, items) if items.is_empty() => format!("{path} {{}}"),
            Self::Struct(path, items) => format!("{path} {{ {} }}", flat_list(items, STRUCT)?),
            Self::Const(items) => format!("const {{ &[{}] }}", flat_list(items, LIST)?),
            Self::Field(name, value) => format!("{name}: {}", value.flat(room)?),
            Self::Attribute(path, items) => format!("#[{path}({})]", flat_list(items, ATTRIBUTE)?),
        };
        (flat.len() <= room).then_some(flat)
    }

    fn opening_len(&self) -> usize {
        match self {
            Self::Word(text) => text.len(),
            Self::Call(path, _) => path.len() + "(".len(),
            Self::Array(_) => "&[".len(),
            Self::Struct(path, _) => path.len() + " {".len(),
            Self::Const(_) => "const {".len(),
            Self::Field(name, value) => name.len() + ": ".len() + value.opening_len(),
            Self::Attribute(path, _) => path.len() + "#[(".len(),
        }
    }

    fn write_tall(&self, w: &mut Writer, before: &str, after: &str) {
        match self {
            Self::Word(text) => w.line(format_args!("{before}{text}{after}")),
            Self::Call(path, items) => {
                let (head, tail) = (format!("{before}{path}("), format!("){after}"));
                write_items(w, &head, items, &tail);
            }
            Self::Array(items) => write_array(w, before, items, after),
            Self::Struct(path, items) => {
                let (head, tail) = (format!("{before}{path} {{"), format!("}}{after}"));
                write_items(w, &head, items, &tail);
            }
            Self::Const(items) => {
                w.line(format_args!("{before}const {{"));
                w.indented(|w| write_array(w, "", items, ""));
                w.line(format_args!("}}{after}"));
            }
            Self::Field(name, value) => value.write_tall(w, &format!("{before}{name}: "), after),
            Self::Attribute(path, items) => write_attribute(w, path, items),
        }
    }
}

fn flat_list(items: &[Code], width: usize) -> Option<String> {
    let mut list = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            list.push_str(", ");
        }
        list.push_str(&item.flat(width.checked_sub(list.len())?)?);
    }
    (list.len() <= width).then_some(list)
}

fn write_items(w: &mut Writer, head: &str, items: &[Code], tail: &str) {
    w.line(format_args!("{head}"));
    w.indented(|w| items.iter().for_each(|item| item.write(w, "", ",")));
    w.line(format_args!("{tail}"));
}

/// The last item of an attribute has no comma.
fn write_attribute(w: &mut Writer, path: &str, items: &[Code]) {
    let body = |w: &mut Writer| {
        for (index, item) in items.iter().enumerate() {
            let comma = if index + 1 < items.len() { "," } else { "" };
            item.write(w, "", comma);
        }
    };
    w.block(format_args!("#[{path}("), body, ")]");
}

fn write_array(w: &mut Writer, before: &str, items: &[Code], after: &str) {
    let (head, tail) = (format!("{before}&["), format!("]{after}"));
    match items {
        // The only element, when it is a call, shares its lines with the brackets.
        [Code::Call(path, arguments)] => {
            write_items(w, &format!("{head}{path}("), arguments, &format!("){tail}"))
        }
        items => write_items(w, &head, items, &tail),
    }
}
