//! Where rustfmt breaks lines, with its default configuration, in the few constructs that generated code has.

use crate::writer::Writer;

/// Columns in a line (`max_width`).
const WIDTH: usize = 100;
/// Columns between the parentheses of a call on one line (`fn_call_width`), or the brackets of an array (`array_width`).
const LIST: usize = 60;
/// Columns between the braces of a struct literal on one line (`struct_lit_width`).
const STRUCT: usize = 18;

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
        let opening_fits = self.opening_len() + after.len() <= same + after.len();
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
            Self::Array(items) => format!("&[{}]", flat_list(items, LIST)?),
            Self::Struct(path, items) if items.is_empty() => format!("{path} {{}}"),
            Self::Struct(path, items) => format!("{path} {{ {} }}", flat_list(items, STRUCT)?),
            Self::Const(_) => return None,
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

fn write_array(w: &mut Writer, before: &str, items: &[Code], after: &str) {
    let (head, tail) = (format!("{before}&["), format!("]{after}"));
    match items {
        // The only element, when it is a call, shares its lines with the brackets.
        [Code::Call(path, arguments)] => {
            write_items(w, &format!("{head}{path}("), arguments, &format!("){tail}"))
        }
        items if items.iter().all(is_short) => write_filled(w, &head, items, &tail),
        items => write_items(w, &head, items, &tail),
    }
}

/// Whether rustfmt puts several of them on a line (`short_array_element_width_threshold`).
fn is_short(item: &Code) -> bool {
    item.flat(10).is_some()
}

fn write_filled(w: &mut Writer, head: &str, items: &[Code], tail: &str) {
    w.line(format_args!("{head}"));
    w.indented(|w| {
        let mut line = String::new();
        for item in items.iter().filter_map(|item| item.flat(WIDTH)) {
            if !line.is_empty() && w.indentation() + line.len() + item.len() + 2 > WIDTH {
                w.line(format_args!("{line}"));
                line.clear();
            }
            let space = if line.is_empty() { "" } else { " " };
            line = format!("{line}{space}{item},");
        }
        w.line(format_args!("{line}"));
    });
    w.line(format_args!("{tail}"));
}
