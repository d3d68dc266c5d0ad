//! Doc comments (JSDoc), whose text is Markdown with tags.

use tidings_catalog::names::typescript as names;
use tidings_catalog::{EventDefinition, Property};

use crate::documentation::MARKDOWN;
use crate::writer::Writer;

/// One line of our own.
pub(super) fn line(w: &mut Writer, markdown: &str) {
    w.line(format_args!("/** {markdown} */"));
}

/// What the catalog says of an event.
pub(super) fn event(w: &mut Writer, event: &EventDefinition) {
    let mut lines = inert(MARKDOWN.event(event));
    if let Some(tag) = deprecated(event) {
        lines.extend([String::new(), tag]);
    }
    comment(w, &lines);
}

/// A line of our own, and that the event is deprecated if it is.
pub(super) fn function(w: &mut Writer, markdown: &str, event: &EventDefinition) {
    let tag = deprecated(event);
    let lines = [markdown.to_owned()].into_iter().chain(tag);
    comment(w, &lines.collect::<Vec<_>>());
}

/// The description of a property that has one.
pub(super) fn property(w: &mut Writer, property: &Property) {
    if property.description.is_some() {
        comment(w, &inert(MARKDOWN.property(property)));
    }
}

fn deprecated(event: &EventDefinition) -> Option<String> {
    let deprecated = event.deprecated.as_deref()?;
    let note = MARKDOWN.deprecation(deprecated, names::emit_function);
    let note = inert(vec![note]).concat();
    Some(format!("@deprecated {note}"))
}

fn comment(w: &mut Writer, lines: &[String]) {
    match lines {
        [] => return,
        [only] => return line(w, only),
        _ => w.line(format_args!("/**")),
    }
    for text in lines {
        let space = if text.is_empty() { "" } else { " " };
        w.line(format_args!(" *{space}{text}"));
    }
    w.line(format_args!(" */"));
}

/// Text that neither ends the comment nor has a tag.
fn inert(lines: Vec<String>) -> Vec<String> {
    let inert = |line: String| {
        let line = line.replace("*/", "*\\/").replace("{@", "{\\@");
        match line.strip_prefix('@') {
            Some(rest) => format!("\\@{rest}"),
            None => line,
        }
    };
    lines.into_iter().map(inert).collect()
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn text_stays_text() {
        let lines = ["*/ alert() /*", "@deprecated {@link x} a@b", "fine"].map(str::to_owned);
        assert_eq!(
            inert(lines.to_vec()),
            ["*\\/ alert() /*", "\\@deprecated {\\@link x} a@b", "fine"]
        );
    }
}
