use serde_json::json;
use tidings::{Definition, Event, Property, PropertyType, Severity};

use crate::disk_formatted;

/// Renders the template with the text `a`, the optional text `b` and the number `c`.
#[track_caller]
fn check(template: &'static str, a: &str, b: Option<&str>, c: i64, expected: &str) {
    let properties = vec![
        Property::new("a", PropertyType::String),
        Property::new("b", PropertyType::String).into_optional(),
        Property::new("c", PropertyType::Integer),
    ];
    let definition = Definition::new("it_happened", template, "cluster", Severity::Info)
        .with_properties(properties);
    let values = json!({"a": a, "b": b, "c": c});
    let record = definition.record(values.as_object().unwrap()).unwrap();
    assert_eq!(record.message, expected);
}

#[test]
fn values_are_not_expanded_again() {
    check("{a}{b}", "{b}", Some("{a}"), 0, "{b}{a}");
    check("{a}b}", "{", None, 0, "{b}");
    check("{{a}}", "b", Some("no"), 0, "{b}");
    check("{a} {c}", "{c}{a}{", None, 7, "{c}{a}{ 7");
}

#[test]
fn what_is_absent_renders_as_none() {
    check("{b}", "", None, 0, "none");
    check("[{a}]", "", None, 0, "[]");
}

#[test]
fn a_brace_that_forms_no_placeholder_is_itself() {
    check("{} {d} { a} {a", "x", None, 0, "{} {d} { a} {a");
    check("}{a}{", "x", None, 0, "}x{");
    check("🦀{a}é{c}", "ü", None, -1, "🦀üé-1");
    check("", "x", None, 0, "");
}

#[test]
fn a_placeholder_may_repeat() {
    check(
        "{c}{c}{a}{a}",
        "x",
        None,
        i64::MIN,
        &format!("{0}{0}xx", i64::MIN),
    );
}

#[test]
fn a_typed_event_renders_with_the_same_code() {
    assert_eq!(
        disk_formatted().to_record().unwrap().message,
        "00000000-0000-0000-0000-000000000001: formatted sda (512) for none, key [redacted]"
    );
}
