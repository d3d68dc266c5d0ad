//! Message templates: read once per definition, rendered in a single pass with one allocation.

use crate::definition::Property;
use crate::event::Values;
use crate::{REDACTED, Value};

/// A template, split at its placeholders.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    pieces: Box<[Piece]>,
    /// The text after the last placeholder.
    tail: Box<str>,
    text_length: usize,
}

/// A placeholder, and the text between the one before and it.
#[derive(Debug, Clone)]
struct Piece {
    text: Box<str>,
    /// The place of the property.
    property: usize,
    sensitive: bool,
}

impl Template {
    /// Splits a template. There is no escape syntax: a brace that does not form `{property}` is itself.
    pub fn parse(template: &str, properties: &[Property]) -> Self {
        let mut pieces = Vec::new();
        let (mut text_start, mut from) = (0, 0);
        while let Some(found) = template[from..].find('{') {
            let open = from + found;
            from = open + 1;
            if let Some((property, after)) = placeholder(template, from, properties) {
                let text = template[text_start..open].into();
                let sensitive = properties[property].sensitive;
                pieces.push(Piece {
                    text,
                    property,
                    sensitive,
                });
                (text_start, from) = (after, after);
            }
        }
        let tail: Box<str> = template[text_start..].into();
        let text_length = pieces
            .iter()
            .map(|piece: &Piece| piece.text.len())
            .sum::<usize>()
            + tail.len();
        Self {
            pieces: pieces.into(),
            tail,
            text_length,
        }
    }

    /// The message with these values, taken as they are: they are not expanded again.
    pub fn render(&self, values: &dyn Values) -> String {
        let mut length = self.text_length;
        for piece in &self.pieces {
            length += match values.value(piece.property) {
                _ if piece.sensitive => REDACTED.len(),
                Value::String(text) => text.len(),
                value => value.rendered_len(),
            };
        }
        let mut message = String::with_capacity(length);
        for piece in &self.pieces {
            message.push_str(&piece.text);
            match values.value(piece.property) {
                value if piece.sensitive => value.redacted().render_into(&mut message),
                // Most values are texts; this saves them a jump.
                Value::String(text) => message.push_str(text),
                value => value.render_into(&mut message),
            }
        }
        message.push_str(&self.tail);
        message
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PropertyType;

    fn check(template: &str, expected: &str) {
        let properties = ["a", "b_2"].map(|name| Property::new(name, PropertyType::String));
        let template = Template::parse(template, &properties);
        let pieces = template
            .pieces
            .iter()
            .map(|piece| format!("{}<{}>", piece.text, piece.property));
        assert_eq!(pieces.collect::<String>() + &template.tail, expected);
    }

    #[test]
    fn only_a_brace_that_forms_a_placeholder_is_one() {
        check("", "");
        check("plain", "plain");
        check("{a}", "<0>");
        check("{a}{b_2}x", "<0><1>x");
        check("{{a}}", "{<0>}");
        check("{ a} {a {a}", "{ a} {a <0>");
        check("{} {é} {unknown} {", "{} {é} {unknown} {");
        check("ünï{a}cödé", "ünï<0>cödé");
    }
}
