//! Text search whatever the case, alike on all backends.

/// The text with the case folded: to lower, upper and lower case, each as Unicode maps the character in full, so that
/// `ß`, `ẞ` and `SS` are one, and `σ`, `ς` and `Σ`. Dotless `ı` stays itself, as in Unicode's default folding.
pub(crate) fn folded(text: &str) -> String {
    text.chars().flat_map(fold).collect()
}

/// Whether the text contains this, which is folded already.
#[cfg(any(test, feature = "sqlite"))]
pub(crate) fn contains_folded(text: &str, folded_part: &str) -> bool {
    if text.is_ascii() {
        return contains_ascii(text.as_bytes(), folded_part.as_bytes());
    }
    folded(text).contains(folded_part)
}

fn fold(character: char) -> impl Iterator<Item = char> {
    let mapped = character.to_lowercase().flat_map(char::to_uppercase);
    let mapped = mapped.flat_map(char::to_lowercase);
    mapped.map(move |folded| if character == 'ı' { 'ı' } else { folded })
}

#[cfg(any(test, feature = "sqlite"))]
fn contains_ascii(text: &[u8], folded_part: &[u8]) -> bool {
    let equal = |window: &[u8]| {
        let pairs = window.iter().zip(folded_part);
        pairs.into_iter().all(|(a, b)| a.to_ascii_lowercase() == *b)
    };
    folded_part.is_empty() || text.windows(folded_part.len()).any(equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        for (text, part, expected) in [
            ("Disk TOO slow", "too SLOW", true),
            ("disk", "", true),
            ("", "a", false),
            ("50% of_disk \\ full", "% OF_DISK \\", true),
            ("50 of disk", "%", false),
            ("STRASSE", "straße", true),
            ("straße", "STRAẞE", true),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς", true),
            ("Ünïcode", "üNÏ", true),
            ("300 \u{212a}", "300 k", true),
            ("kısa", "KISA", false),
            ("kısa", "KıSA", true),
            ("e\u{301}", "é", false),
        ] {
            assert_eq!(
                contains_folded(text, &folded(part)),
                expected,
                "{text} {part}"
            );
        }
    }
}
