//! What a plain scalar means: by YAML 1.2's core schema, and to a reader of YAML 1.1 such as
//! PyYAML.

/// What YAML 1.2's core schema (chapter 10.3.2) makes of a plain scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    Null,
    Boolean(bool),
    Integer,
    Float,
    Text,
}

impl Meaning {
    pub(crate) fn of(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Self::Null,
            "true" | "True" | "TRUE" => Self::Boolean(true),
            "false" | "False" | "FALSE" => Self::Boolean(false),
            _ if !may_be_number(text) => Self::Text,
            _ if integer(text).is_some() => Self::Integer,
            _ if is_float(text) => Self::Float,
            _ => Self::Text,
        }
    }
}

/// The one form of a plain scalar that can be written in several; none of text, and of integers of
/// more than 64 bits.
pub(crate) fn canonical(text: &str) -> Option<String> {
    match Meaning::of(text) {
        Meaning::Null => Some("null".to_owned()),
        Meaning::Boolean(value) => Some(value.to_string()),
        Meaning::Integer => {
            let (negative, radix, digits) = integer(text)?;
            let magnitude = u64::from_str_radix(digits, radix).ok()?;
            let sign = if negative && magnitude != 0 { "-" } else { "" };
            Some(format!("{sign}{magnitude}"))
        }
        Meaning::Float | Meaning::Text => None,
    }
}

/// The sign, radix and digits of an integer.
pub(crate) fn integer(text: &str) -> Option<(bool, u32, &str)> {
    let (radix, negative, digits) = if let Some(digits) = text.strip_prefix("0o") {
        (8, false, digits)
    } else if let Some(digits) = text.strip_prefix("0x") {
        (16, false, digits)
    } else {
        (10, text.starts_with('-'), unsigned(text))
    };
    (!digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix)))
        .then_some((negative, radix, digits))
}

/// What YAML 1.1 reads text as that is text in YAML 1.2: `yes`, `1:30`, `2026-11-01` and the like.
pub(crate) fn older_meaning(text: &str) -> Option<&'static str> {
    match text {
        "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF" => {
            Some("a boolean")
        }
        "=" | "<<" => Some("a special key"),
        _ if !may_be_number(text) => None,
        _ if is_date(text) => Some("a date"),
        _ if is_older_number(text) => Some("a number"),
        _ => None,
    }
}

fn may_be_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.'))
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

fn is_float(text: &str) -> bool {
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let text = unsigned(text);
    matches!(text, ".inf" | ".Inf" | ".INF") || is_decimal(text)
}

fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(unsigned(exponent))),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    has_digits
        && are_digits(whole)
        && are_digits(fraction)
        && exponent.is_none_or(|text| !text.is_empty() && are_digits(text))
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2026-11-01`, with or without a time after it.
fn is_date(text: &str) -> bool {
    let length = text.find(['T', 't', ' ', '\t']).unwrap_or(text.len());
    let parts: Vec<&str> = text[..length].splitn(4, '-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && are_digits(part)
    };
    let rest = text[length..].trim_start_matches(['T', 't', ' ', '\t']);
    let time = rest.is_empty()
        || rest.starts_with(|first: char| first.is_ascii_digit()) && rest.contains(':');
    digits(year, 4..=4) && digits(month, 1..=2) && digits(day, 1..=2) && time
}

/// Numbers with `_`, in binary, and in base 60.
fn is_older_number(text: &str) -> bool {
    let text = unsigned(text);
    let digits = |text: &str, radix| {
        text.chars()
            .all(|digit| digit == '_' || digit.is_digit(radix))
    };
    if let Some(binary) = text.strip_prefix("0b") {
        return !binary.is_empty() && digits(binary, 2);
    }
    if let Some(hexadecimal) = text.strip_prefix("0x") {
        return !hexadecimal.is_empty() && digits(hexadecimal, 16);
    }
    let starts_well = text.starts_with(|first: char| first.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut places = whole.split(':');
    let first = places.next().unwrap_or_default();
    let sexagesimal = |place: &str| {
        (1..=2).contains(&place.len()) && are_digits(place) && place < "6"
            || place.len() == 1 && are_digits(place)
    };
    starts_well && digits(first, 10) && digits(fraction, 10) && places.all(sexagesimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        for (meaning, texts) in [
            (Meaning::Null, &["", "~", "null", "NULL"][..]),
            (Meaning::Boolean(true), &["true", "True"]),
            (Meaning::Boolean(false), &["FALSE"]),
            (Meaning::Integer, &["0", "-7", "+12", "010", "0o17", "0xFf"]),
            (
                Meaning::Float,
                &["1.5", "-.5", "1.", "1e3", "2.5E-3", ".inf", "-.INF", ".nan"],
            ),
            (
                Meaning::Text,
                &[
                    "a", "yes", "1:30", "0b1", "1_000", "-", ".", "e3", "1e", "0x", "tRUE",
                    "1.2.3", "é",
                ],
            ),
        ] {
            for text in texts {
                assert_eq!(Meaning::of(text), meaning, "{text}");
            }
        }
    }

    #[test]
    fn text_that_older_yaml_reads_otherwise_is_known() {
        for (meaning, texts) in [
            (Some("a boolean"), &["yes", "Off", "NO"][..]),
            (
                Some("a number"),
                &["1_000", "0b101", "0x_f", "1:30", "12:30:45", "1_0.5"],
            ),
            (
                Some("a date"),
                &[
                    "2026-11-01",
                    "2026-1-1",
                    "2026-11-01 10:00:00",
                    "2026-11-01T10:00:00Z",
                ],
            ),
            (Some("a special key"), &["=", "<<"]),
            (
                None,
                &[
                    "y",
                    "n",
                    "yesterday",
                    "1h",
                    "10 disks",
                    "1:75",
                    "v1.2",
                    "2026-11",
                    "-",
                    "+",
                    "1.2.3",
                    "a:b",
                    "-é",
                ],
            ),
        ] {
            for text in texts {
                assert_eq!(older_meaning(text), meaning, "{text}");
            }
        }
    }
}
