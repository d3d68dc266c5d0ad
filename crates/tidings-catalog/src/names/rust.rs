//! Names in generated Rust.
//!
//! Every function gives the same name for the same text. For names that the checker accepts, the
//! results are valid identifiers and, as far as they share a namespace, differ from each other.

use super::case::{shouty_snake, snake, upper_camel};

/// The struct of an event: `host_bind_failed` gives `HostBindFailed`.
pub fn struct_name(event: &str) -> String {
    type_identifier(upper_camel(event))
}

/// The field of a property: snake case; a keyword becomes a raw identifier, and one that cannot be
/// raw gets a trailing `_`.
pub fn field_name(property: &str) -> String {
    value_identifier(snake(property).into_owned())
}

/// The argument of a sending function: the field's name, but never one of the function's own
/// arguments.
pub fn argument_name(property: &str) -> String {
    let name = field_name(property);
    match name.as_str() {
        "sender" | "event_time" => name + "_",
        _ => name,
    }
}

/// The function that sends an event: `send_host_bind_failed`.
pub fn send_function(event: &str) -> String {
    format!("send_{}", snake(event))
}

/// The function that sends an event with a given time: `send_host_bind_failed_at`.
pub fn send_at_function(event: &str) -> String {
    format!("send_{}_at", snake(event))
}

/// The type of a property that has an `enum`: the event's struct name followed by the property's
/// name.
pub fn enum_name(event: &str, property: &str) -> String {
    type_identifier(upper_camel(event) + &upper_camel(property))
}

/// The variant of an `enum` value. ASCII letters and digits are kept, a character beyond ASCII
/// becomes `U` and its code point, everything else separates words. Empty when nothing is left.
pub fn variant_name(value: &str) -> String {
    let name = upper_camel(&ascii_words(value));
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        return format!("Value{name}");
    }
    type_identifier(name)
}

/// The static that holds an event's definition: `HOST_BIND_FAILED`. `DEFINITIONS` is the whole
/// catalog's.
pub fn static_name(event: &str) -> String {
    let name = shouty_snake(event);
    if name == "DEFINITIONS" {
        name + "_"
    } else {
        name
    }
}

/// Whether `name`, one of the names made here, can stand in Rust source.
pub fn is_identifier(name: &str) -> bool {
    let plain = name.strip_prefix("r#").unwrap_or(name);
    plain.starts_with(|first: char| first.is_ascii_alphabetic())
        && plain
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn type_identifier(name: String) -> String {
    if name == "Self" { name + "_" } else { name }
}

fn value_identifier(name: String) -> String {
    match name.as_str() {
        "self" | "super" | "crate" => name + "_",
        keyword if KEYWORDS.contains(&keyword) => format!("r#{name}"),
        _ => name,
    }
}

fn ascii_words(value: &str) -> String {
    let mut words = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            _ if character.is_ascii_alphanumeric() => words.push(character),
            _ if character.is_ascii() => words.push(' '),
            _ => words.push_str(&format!(" u{:04x} ", u32::from(character))),
        }
    }
    words
}

/// Lower-case keywords of every edition up to 2024, those reserved for later included.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_give_structs_functions_and_statics() {
        let names = |event: &str| {
            [
                struct_name(event),
                send_function(event),
                send_at_function(event),
                static_name(event),
            ]
        };
        assert_eq!(
            names("cluster_degraded_OLM_operators_failed"),
            [
                "ClusterDegradedOlmOperatorsFailed",
                "send_cluster_degraded_olm_operators_failed",
                "send_cluster_degraded_olm_operators_failed_at",
                "CLUSTER_DEGRADED_OLM_OPERATORS_FAILED"
            ]
        );
        assert_eq!(
            names("self"),
            ["Self_", "send_self", "send_self_at", "SELF"]
        );
        assert_eq!(static_name("definitions"), "DEFINITIONS_");
    }

    #[test]
    fn properties_give_fields_and_arguments() {
        let names = |property: &str| (field_name(property), argument_name(property));
        for (property, field, argument) in [
            ("host_id", "host_id", "host_id"),
            ("hostName", "host_name", "host_name"),
            ("type", "r#type", "r#type"),
            ("gen", "r#gen", "r#gen"),
            ("Self", "self_", "self_"),
            ("crate", "crate_", "crate_"),
            ("super", "super_", "super_"),
            ("sender", "sender", "sender_"),
            ("event_time", "event_time", "event_time_"),
        ] {
            assert_eq!(
                names(property),
                (field.to_owned(), argument.to_owned()),
                "{property}"
            );
        }
    }

    #[test]
    fn enum_values_give_variants() {
        assert_eq!(
            enum_name("host_updated", "disk_kind"),
            "HostUpdatedDiskKind"
        );
        for (value, variant) in [
            ("ready", "Ready"),
            ("pending-for-input", "PendingForInput"),
            ("1.5", "Value15"),
            ("self", "Self_"),
            ("größe", "GrU00f6U00dfE"),
            ("a/b", "AB"),
            ("+", ""),
        ] {
            assert_eq!(variant_name(value), variant, "{value}");
            assert_eq!(
                is_identifier(&variant_name(value)),
                !variant.is_empty(),
                "{value}"
            );
        }
    }
}
