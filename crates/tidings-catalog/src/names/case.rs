//! Conversion of case, by `heck`, or at once where the name is in snake case already, as most are.

use std::borrow::Cow;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Whether the name is ASCII in snake case: words of small letters and digits with one `_` between.
pub(crate) fn is_snake(name: &str) -> bool {
    let mut previous = b'_';
    for byte in name.bytes() {
        let right = match byte {
            b'a'..=b'z' | b'0'..=b'9' => true,
            b'_' => previous != b'_',
            _ => false,
        };
        if !right {
            return false;
        }
        previous = byte;
    }
    previous != b'_'
}

pub(crate) fn snake(name: &str) -> Cow<'_, str> {
    if is_snake(name) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.to_snake_case())
    }
}

pub(crate) fn upper_camel(name: &str) -> String {
    if !is_snake(name) {
        return name.to_upper_camel_case();
    }
    let mut camel = String::with_capacity(name.len());
    let mut starts_word = true;
    for character in name.chars() {
        match character {
            '_' => starts_word = true,
            _ if starts_word => {
                camel.push(character.to_ascii_uppercase());
                starts_word = false;
            }
            _ => camel.push(character),
        }
    }
    camel
}

pub(crate) fn shouty_snake(name: &str) -> String {
    if is_snake(name) {
        name.to_ascii_uppercase()
    } else {
        name.to_shouty_snake_case()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn conversion_at_once_is_that_of_heck(name in "[a-z0-9_]{0,12}|[a-zA-Z0-9_]{0,12}|\\PC{0,8}") {
            prop_assert_eq!(snake(&name), name.to_snake_case());
            prop_assert_eq!(upper_camel(&name), name.to_upper_camel_case());
            prop_assert_eq!(shouty_snake(&name), name.to_shouty_snake_case());
        }
    }
}
