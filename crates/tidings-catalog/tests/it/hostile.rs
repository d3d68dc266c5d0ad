//! Catalogs made to hurt: each ends with findings. What they cost is bounded by limits that count
//! work, not time.

use std::fmt::Write;

use tidings_catalog::render::{HumanOptions, github, human, json};
use tidings_catalog::{Checked, Sources, check};

/// Checks, renders in every format, and gives how often each rule was found.
fn check_all(text: impl Into<Vec<u8>>) -> (Checked, Vec<(&'static str, usize)>) {
    let sources = Sources::single("events.yaml", text);
    let checked = check(&sources);
    let shown = human(
        &sources,
        &checked.diagnostics,
        &HumanOptions {
            color: false,
            max_findings: 100,
        },
    );
    assert!(shown.len() < 1_000_000, "{} bytes for people", shown.len());
    let bytes = json(&sources, &checked).len() + github(&sources, &checked.diagnostics).len();
    assert!(
        bytes < 2_000 * (checked.diagnostics.len() + 1),
        "{bytes} bytes for programs"
    );
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for diagnostic in &checked.diagnostics {
        match counts.iter_mut().find(|(rule, _)| *rule == diagnostic.rule) {
            Some((_, count)) => *count += 1,
            None => counts.push((diagnostic.rule, 1)),
        }
    }
    counts.sort_unstable();
    (checked, counts)
}

#[track_caller]
fn finds(text: impl Into<Vec<u8>>, expected: &[(&str, usize)]) {
    assert_eq!(check_all(text).1, expected);
}

const IDS: &str = "cluster_id: UUID";

fn event(name: &str, message: &str, properties: &str) -> String {
    format!(
        "- {{ name: {name}, message: {message}, event_type: cluster, severity: info, properties: {{ {IDS}, {properties} }} }}\n"
    )
}

#[test]
fn ten_megabytes_of_brackets() {
    for bracket in ["[", "{", "[{", "- ", "? ", "x: {"] {
        finds(
            bracket.repeat(10_000_000 / bracket.len()),
            &[("deep-nesting", 1)],
        );
    }
}

#[test]
fn a_hundred_thousand_errors() {
    let events = "- 1\n".repeat(100_000);
    finds(format!("x-events:\n{events}"), &[("wrong-kind", 100_000)]);
    let line = "1, ".repeat(100_000);
    finds(format!("x-events: [{line}]\n"), &[("wrong-kind", 100_000)]);
}

#[test]
fn names_of_a_megabyte() {
    let name = "a".repeat(1_000_000);
    finds(
        format!("x-events:\n{}", event(&name, "m", "p: string")),
        &[("name-context", 1), ("past-tense-name", 1)],
    );
    let (checked, _) = check_all(format!(
        "x-events:\n- name: {name}\n{}",
        "  ".repeat(10) + "x: 1\n"
    ));
    assert!(checked.errors() > 0);
    let unknown: String = (0..10_000).fold(String::new(), |mut text, number| {
        write!(text, "p{number}: x, ").unwrap();
        text
    });
    finds(
        format!(
            "x-events:\n{}",
            event(&format!("{name}_failed"), "m", &unknown)
        ),
        &[("unknown-property-type", 10_000)],
    );
}

#[test]
fn ten_thousand_of_the_same() {
    let same = event("host_bound", "m", "p: string").repeat(10_000);
    finds(
        format!("x-events:\n{same}"),
        &[("duplicate-event-name", 9_999)],
    );
    let keys = "a: 1\n".repeat(10_000);
    finds(
        format!("x-events: []\nx-a:\n  {}", keys.replace('\n', "\n  ")),
        &[("duplicate-key", 9_999)],
    );
    let allowed = "past-tense-name, ".repeat(10_000);
    let text = event("host_bound", "m", "p: string")
        .replace(" } }", &format!(" }}, allow: [{allowed}] }}"));
    finds(format!("x-events:\n{text}"), &[("unused-allow", 10_000)]);
}

#[test]
fn thousands_of_candidates_for_what_was_meant() {
    let mut events = String::new();
    for number in 0..10_000 {
        let deprecated = format!(", deprecated: {{ replaced_by: host_{number:06}_fialed }} }}");
        events += event(
            &format!("host_{number:06}_failed"),
            &format!("m{number}"),
            "p: string",
        )
        .replace(" } }", &format!(" }}{deprecated}"))
        .as_str();
    }
    finds(
        format!("x-events:\n{events}"),
        &[("unknown-replacement", 10_000)],
    );
}

#[test]
fn placeholders_by_the_thousand() {
    let (mut direct, mut escaped) = (String::new(), String::new());
    for number in 0..20_000 {
        write!(direct, "{{p{number}}}").unwrap();
        write!(escaped, "\\x7bp{number}}}").unwrap();
    }
    let expected = [("unknown-placeholder", 20_000)];
    finds(
        format!(
            "x-events:\n{}",
            event("host_bound", &format!("'{direct}'"), "p: string")
        ),
        &expected,
    );
    finds(
        format!(
            "x-events:\n{}",
            event("host_bound", &format!("\"\\t{direct}\""), "p: string")
        ),
        &expected,
    );
    finds(
        format!(
            "x-events:\n{}",
            event("host_bound", &format!("\"{escaped}\""), "p: string")
        ),
        &expected,
    );
}

#[test]
fn event_types_and_subjects_by_the_thousand() {
    let mut event_types = String::new();
    for number in 0..20_000 {
        writeln!(
            event_types,
            "  type_{number}: {{ requires: [s{number}_id, s{number}_id] }}"
        )
        .unwrap();
    }
    let text = format!(
        "x-event-types:\n{event_types}x-events:\n{}",
        event("host_bound", "m", "p: string").repeat(1_000)
    );
    let (_, counts) = check_all(text.replace("event_type: cluster", "event_type: typo_1"));
    let expected = [
        ("duplicate-event-name", 999),
        ("invalid-event-type", 20_000),
        ("too-many-subjects", 1),
        ("unknown-event-type", 1_000),
    ];
    assert_eq!(counts, expected);
}

#[test]
fn aliases_are_paid_for() {
    let long = "a".repeat(1_000_000);
    let aliases = "*a, ".repeat(1_000);
    finds(
        format!("x-a: &a {long}\nx-b: [{aliases}]\nx-events: []\n"),
        &[("alias-limit", 1)],
    );
    let chain: String = (1..200)
        .map(|number| format!("x-{number}: &a{number} [*a{}]\n", number - 1))
        .collect();
    finds(
        format!("x-0: &a0 [x]\n{chain}x-events: []\n"),
        &[("deep-nesting", 1)],
    );
}

#[test]
fn a_file_larger_than_any_catalog() {
    finds(vec![b' '; (64 << 20) + 1], &[("file-too-large", 1)]);
}
