//! String literals.

use std::fmt::Write;

/// An interpreted string literal, in which what is not seen is escaped.
pub(crate) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\'' => out.push('\''),
            _ if is_seen(character) => out.push(character),
            _ if u32::from(character) <= 0xffff => {
                write!(out, "\\u{:04x}", u32::from(character)).expect("writing to a string");
            }
            _ => write!(out, "\\U{:08x}", u32::from(character)).expect("writing to a string"),
        }
    }
    out.push('"');
    out
}

fn is_seen(character: char) -> bool {
    character.is_ascii_graphic() || character == ' ' || character.escape_debug().len() == 1
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn any_text_is_a_literal() {
        for (text, expected) in [
            ("", r#""""#),
            ("a 'b' \"c\" \\d", r#""a 'b' \"c\" \\d""#),
            ("a\nb\rc\td\u{0}", r#""a\nb\rc\td\u0000""#),
            ("größe 日本 😀", "\"größe 日本 😀\""),
            ("\u{202e}\u{feff}\u{e0001}", r#""\u202e\ufeff\U000e0001""#),
        ] {
            assert_eq!(literal(text), expected);
        }
    }
}
