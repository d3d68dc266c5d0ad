//! Message templates: text with `{property}` placeholders.

/// A part of a template, in order; the parts together are the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Placeholder {
        /// Without the braces.
        name: &'a str,
        /// The byte in the template at which the opening brace stands.
        offset: usize,
    },
}

/// Splits a template. A placeholder is `{identifier}`, an identifier `[A-Za-z_][A-Za-z0-9_]*`;
/// every other brace is itself, and there is no escape.
///
/// ```
/// use tidings_catalog::template::{Piece, pieces};
///
/// let pieces: Vec<_> = pieces("{{host} is {0}").collect();
/// assert_eq!(pieces, [Piece::Text("{"), Piece::Placeholder { name: "host", offset: 1 }, Piece::Text(" is {0}")]);
/// ```
pub fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    Pieces {
        template,
        offset: 0,
    }
}

struct Pieces<'a> {
    template: &'a str,
    offset: usize,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = &self.template[self.offset..];
        if rest.is_empty() {
            return None;
        }
        if let Some(name) = placeholder(rest) {
            let offset = self.offset;
            self.offset += name.len() + 2;
            return Some(Piece::Placeholder { name, offset });
        }
        let length = text_length(rest);
        self.offset += length;
        Some(Piece::Text(&rest[..length]))
    }
}

/// The name of the placeholder that `text` begins with.
fn placeholder(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?;
    let length = inner
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count();
    let name = &inner[..length];
    let starts_well = !name.is_empty() && !name.as_bytes()[0].is_ascii_digit();
    (starts_well && inner[length..].starts_with('}')).then_some(name)
}

/// How many bytes stand before the first placeholder.
fn text_length(text: &str) -> usize {
    text.match_indices('{')
        .map(|(offset, _)| offset)
        .find(|&offset| placeholder(&text[offset..]).is_some())
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the pieces with `<name@offset>` for placeholders and `|` between pieces.
    fn check(template: &str, expected: &str) {
        let shown: Vec<String> = pieces(template)
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Placeholder { name, offset } => format!("<{name}@{offset}>"),
            })
            .collect();
        assert_eq!(shown.join("|"), expected, "{template}");
    }

    #[test]
    fn placeholders_are_identifiers_in_braces() {
        check("", "");
        check("plain", "plain");
        check("{a}", "<a@0>");
        check("é{a_1}{B}.", "é|<a_1@2>|<B@7>|.");
    }

    #[test]
    fn other_braces_are_text() {
        for text in [
            "{", "}", "{}", "{1a}", "{a", "{a b}", "{a-b}", "{é}", "}{", "{{", "{a{",
        ] {
            check(text, text);
        }
        check("{{a}}", "{|<a@1>|}");
        check("{x{a}", "{x|<a@2>");
    }
}
