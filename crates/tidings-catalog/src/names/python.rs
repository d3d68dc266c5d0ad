//! Names in generated Python.
//!
//! Names made from a catalog are in snake case or upper camel case, which never end in `_`; so one with a `_` added to get
//! out of the way of [`RESERVED_CLASSES`] or [`RESERVED_FIELDS`] is no other's.

use super::case::{snake, upper_camel};

/// The class of an event: `host_bind_failed` gives `HostBindFailed`.
pub fn class_name(event: &str) -> String {
    unless_reserved(upper_camel(event), RESERVED_CLASSES)
}

/// The field of a property, or of a filter by a subject.
pub fn field_name(property: &str) -> String {
    unless_reserved(snake(property).into_owned(), RESERVED_FIELDS)
}

/// Whether a module can have this name.
pub fn is_module_name(name: &str) -> bool {
    let right = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let begins = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let plain = ["bool", "datetime", "field", "float", "int", "self", "str"];
    let keyword = RESERVED_FIELDS.contains(&name) && !plain.contains(&name);
    begins && name.chars().all(right) && !keyword && !["False", "None", "True"].contains(&name)
}

fn unless_reserved(name: String, reserved: &[&str]) -> String {
    if reserved.binary_search(&name.as_str()).is_ok() {
        name + "_"
    } else {
        name
    }
}

/// Keywords in upper camel case, and what else of that shape the output defines or uses. Sorted.
pub const RESERVED_CLASSES: &[&str] = &[
    "Any",
    "AttributeError",
    "CRITICAL",
    "Callable",
    "Category",
    "ClassVar",
    "Client",
    "DEFINITION",
    "Definition",
    "DeprecationWarning",
    "ERROR",
    "EVENTS",
    "Enum",
    "Event",
    "EventName",
    "EventType",
    "Exception",
    "False",
    "Filters",
    "HTTPError",
    "HTTPException",
    "HTTPRedirectHandler",
    "INFO",
    "KeyError",
    "Literal",
    "METRICS",
    "Mapping",
    "Message",
    "None",
    "OSError",
    "OverflowError",
    "Page",
    "Property",
    "Receipt",
    "Record",
    "Request",
    "Sequence",
    "Severity",
    "TidingsError",
    "True",
    "TypeAlias",
    "TypeError",
    "USER",
    "UUID",
    "ValueError",
    "WARNING",
];

/// Keywords, and what a class that is generated uses within itself. Sorted.
pub const RESERVED_FIELDS: &[&str] = &[
    "and", "as", "assert", "async", "await", "bool", "break", "class", "continue", "datetime",
    "def", "del", "elif", "else", "except", "field", "finally", "float", "for", "from", "global",
    "if", "import", "in", "int", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
    "return", "self", "str", "try", "while", "with", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_out_of_the_way() {
        for (event, class) in [
            ("host_bind_failed", "HostBindFailed"),
            ("none", "None_"),
            ("value_error", "ValueError_"),
            ("event", "Event_"),
            ("u_u_i_d", "UUID_"),
        ] {
            assert_eq!(class_name(event), class);
        }
        for (property, field) in [
            ("hostName", "host_name"),
            ("__init__", "init"),
            ("class", "class_"),
            ("self", "self_"),
            ("str", "str_"),
            ("None", "none"),
        ] {
            assert_eq!(field_name(property), field);
        }
    }

    #[test]
    fn modules_have_names() {
        for (name, right) in [
            ("events", true),
            ("_events2", true),
            ("self", true),
            ("my-events", false),
            ("events.v1", false),
            ("2events", false),
            ("class", false),
            ("None", false),
            ("", false),
        ] {
            assert_eq!(is_module_name(name), right, "{name}");
        }
    }

    #[test]
    fn tables_are_sorted() {
        assert!(RESERVED_CLASSES.is_sorted() && RESERVED_FIELDS.is_sorted());
    }
}
