//! Docstrings.

use tidings_catalog::names::python as names;
use tidings_catalog::{EventDefinition, Property};

use crate::documentation::PLAIN;
use crate::writer::Writer;

/// One line of our own.
pub(super) fn line(w: &mut Writer, text: &str) {
    w.line(format_args!("\"\"\"{text}\"\"\""));
}

/// What the catalog says of an event.
pub(super) fn event(w: &mut Writer, event: &EventDefinition) {
    let mut lines = PLAIN.event(event);
    if let Some(deprecated) = event.deprecated.as_deref() {
        let note = PLAIN.deprecation(deprecated, names::class_name);
        lines.extend([String::new(), format!("Deprecated: {note}")]);
    }
    docstring(w, &lines);
}

/// The description of a property that has one.
pub(super) fn property(w: &mut Writer, property: &Property) {
    if property.description.is_some() {
        docstring(w, &PLAIN.property(property));
    }
}

fn docstring(w: &mut Writer, lines: &[String]) {
    let lines: Vec<String> = lines.iter().map(|line| inert(line)).collect();
    match lines.as_slice() {
        [] => {}
        [only] => line(w, only),
        [first, rest @ ..] => {
            w.line(format_args!("\"\"\"{first}"));
            for text in rest {
                match text.as_str() {
                    "" => w.gap(),
                    text => w.line(format_args!("{text}")),
                }
            }
            w.line(format_args!("\"\"\""));
        }
    }
}

/// Text that means itself in a docstring, and does not end it.
fn inert(line: &str) -> String {
    line.replace('\\', "\\\\").replace('"', "\\\"")
}
