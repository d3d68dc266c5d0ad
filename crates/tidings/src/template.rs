//! Message templates: read once per definition, rendered in a single pass with one allocation.

use crate::definition::{Definition, Property};
use crate::event::Values;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    Text(Box<str>),
    /// The value of the property at this place.
    Property(usize),
}

/// Splits a template. There is no escape syntax: a brace that does not form `{property}` is itself.
pub(crate) fn parse(template: &str, properties: &[Property]) -> Box<[Segment]> {
    let mut segments = Vec::new();
    let (mut text_start, mut from) = (0, 0);
    while let Some(found) = template[from..].find('{') {
        let open = from + found;
        from = open + 1;
        if let Some((index, after)) = placeholder(template, from, properties) {
            push_text(&mut segments, &template[text_start..open]);
            segments.push(Segment::Property(index));
            (text_start, from) = (after, after);
        }
    }
    push_text(&mut segments, &template[text_start..]);
    segments.into()
}

fn placeholder(template: &str, start: usize, properties: &[Property]) -> Option<(usize, usize)> {
    let rest = &template[start..];
    let length = rest
        .bytes()
        .position(|b| !b.is_ascii_alphanumeric() && b != b'_')?;
    let name = &rest[..length];
    let index = properties
        .iter()
        .position(|property| property.name == name)?;
    (rest.as_bytes()[length] == b'}').then_some((index, start + length + 1))
}

fn push_text(segments: &mut Vec<Segment>, text: &str) {
    if !text.is_empty() {
        segments.push(Segment::Text(text.into()));
    }
}

/// The message of an event with these values. Values are taken as they are: they are not expanded again.
pub(crate) fn render(definition: &Definition, values: &dyn Values) -> String {
    let segments = &definition.compiled().segments;
    let value = |index: usize| values.value(index).redacted(&definition.properties[index]);
    let length = segments.iter().map(|segment| match segment {
        Segment::Text(text) => text.len(),
        Segment::Property(index) => value(*index).rendered_len(),
    });
    let mut message = String::with_capacity(length.sum());
    for segment in segments {
        match segment {
            Segment::Text(text) => message.push_str(text),
            Segment::Property(index) => value(*index).render_into(&mut message),
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PropertyType;

    fn check(template: &str, expected: &str) {
        let properties = ["a", "b_2"].map(|name| Property::new(name, PropertyType::String));
        let segments = parse(template, &properties);
        let shown = segments.iter().map(|segment| match segment {
            Segment::Text(text) => format!("[{text}]"),
            Segment::Property(index) => index.to_string(),
        });
        assert_eq!(shown.collect::<String>(), expected, "{template}");
    }

    #[test]
    fn only_a_brace_that_forms_a_placeholder_is_one() {
        check("", "");
        check("plain", "[plain]");
        check("{a}", "0");
        check("{a}{b_2}x", "01[x]");
        check("{{a}}", "[{]0[}]");
        check("{ a} {a {a}", "[{ a} {a ]0");
        check("{} {é} {unknown} {", "[{} {é} {unknown} {]");
        check("ünï{a}cödé", "[ünï]0[cödé]");
    }
}
