//! Text for logs and terminals.

use std::borrow::Cow;

/// The text with control and bidirectional formatting characters as `\u{..}`.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(disguises) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if disguises(character) {
            safe.extend(character.escape_default());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// Controls (C0, DEL, C1), line and paragraph separators, and the characters of UAX #9 that reorder text.
fn disguises(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_disguises_is_escaped() {
        for (text, expected) in [
            ("plain ünï 😀", "plain ünï 😀"),
            ("a\nb\x1b[31m", "a\\nb\\u{1b}[31m"),
            ("\u{202e}evil\u{2066}", "\\u{202e}evil\\u{2066}"),
            ("\u{7f}\u{85}\u{2028}", "\\u{7f}\\u{85}\\u{2028}"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
