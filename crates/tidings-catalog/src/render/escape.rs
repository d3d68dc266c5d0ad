//! Text from a catalog, made safe for where it is shown.

use std::borrow::Cow;
use std::fmt::Write;

/// Text for a terminal or a log: control and bidirectional characters become `\u{..}`, so that no
/// text can move the cursor, colour, hide or reorder what is shown. Tabs and line feeds are control
/// characters too.
pub fn escape_terminal(text: &str) -> Cow<'_, str> {
    if !text.contains(is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push_escaped(&mut escaped, character);
    }
    Cow::Owned(escaped)
}

/// Appends one character as [`escape_terminal`] shows it.
pub(super) fn push_escaped(text: &mut String, character: char) {
    match character {
        '\t' => text.push_str("\\t"),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        _ if is_deceptive(character) => {
            write!(text, "\\u{{{:x}}}", u32::from(character))
                .expect("writing to a String does not fail");
        }
        _ => text.push(character),
    }
}

/// Control characters, and those that change the direction or break the lines of what surrounds
/// them.
pub(super) fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        for (text, escaped) in [
            ("plain ünï 漢", "plain ünï 漢"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\tb\r\nc", "a\\tb\\r\\nc"),
            ("\u{202e}desrever", "\\u{202e}desrever"),
            ("\u{9b}x\u{7f}", "\\u{9b}x\\u{7f}"),
        ] {
            assert_eq!(escape_terminal(text), escaped);
        }
    }
}
