//! Doc comments.

use tidings_catalog::{EventDefinition, Property};

use crate::documentation::MARKDOWN;
pub(super) use crate::documentation::code;
use crate::writer::Writer;

/// One line, which is Markdown already.
pub(super) fn line(w: &mut Writer, markdown: &str) {
    w.line(format_args!("/// {markdown}"));
}

/// What the catalog says of an event.
pub(super) fn event(w: &mut Writer, event: &EventDefinition) {
    lines(w, &MARKDOWN.event(event));
}

/// What the catalog says of a property, or its name.
pub(super) fn property(w: &mut Writer, property: &Property) {
    lines(w, &MARKDOWN.property(property));
}

fn lines(w: &mut Writer, lines: &[String]) {
    for text in lines {
        match text.as_str() {
            "" => w.line(format_args!("///")),
            text => line(w, text),
        }
    }
}
