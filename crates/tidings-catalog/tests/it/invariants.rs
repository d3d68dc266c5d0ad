//! What holds for the findings and the catalog of any bytes. Property tests and the fuzzer ask for
//! it.

use std::collections::HashSet;

use tidings_catalog::names::rust;
use tidings_catalog::render::{HumanOptions, github, human, json};
use tidings_catalog::template::{Piece, pieces};
use tidings_catalog::{Catalog, Diagnostic, Level, Sources, Span, check};

/// Checks any bytes and everything that callers rely on.
pub fn check_any(bytes: &[u8]) {
    let sources = Sources::single("events.yaml", bytes);
    let checked = check(&sources);
    for diagnostic in &checked.diagnostics {
        for span in spans(diagnostic) {
            assert_span(bytes, span);
        }
    }
    let errors = checked
        .diagnostics
        .iter()
        .filter(|finding| finding.level == Level::Error)
        .count();
    assert_eq!(checked.catalog.is_none(), errors > 0);
    if let Some(catalog) = &checked.catalog {
        assert_usable(catalog);
    }
    let shown = human(
        &sources,
        &checked.diagnostics,
        &HumanOptions {
            color: false,
            max_findings: 0,
        },
    );
    assert!(!shown.contains(|character: char| character.is_control() && character != '\n'));
    let lines = github(&sources, &checked.diagnostics);
    assert_eq!(lines.lines().count(), checked.diagnostics.len());
    let value: serde_json::Value =
        serde_json::from_str(&json(&sources, &checked)).expect("it is JSON");
    assert_eq!(value["summary"]["errors"], errors);
}

fn spans(diagnostic: &Diagnostic) -> Vec<Span> {
    let labels = diagnostic.labels.iter().map(|label| label.span);
    let edits = diagnostic
        .fix
        .iter()
        .flat_map(|fix| &fix.edits)
        .map(|edit| edit.span);
    labels.chain(edits).chain([diagnostic.span]).collect()
}

fn assert_span(bytes: &[u8], span: Span) {
    assert!(
        span.start <= span.end && span.end as usize <= bytes.len(),
        "{span:?}"
    );
    if let Ok(text) = str::from_utf8(bytes) {
        assert!(
            text.get(span.range()).is_some(),
            "{span:?} is not between characters"
        );
    }
}

/// What generators rely on.
fn assert_usable(catalog: &Catalog) {
    let (mut types, mut functions, mut statics) = (HashSet::new(), HashSet::new(), HashSet::new());
    for event in &catalog.events {
        let mut fields = HashSet::new();
        let mut arguments = HashSet::new();
        assert_new(&mut types, rust::struct_name(&event.name));
        assert_new(&mut functions, rust::send_function(&event.name));
        assert_new(&mut functions, rust::send_at_function(&event.name));
        assert_new(&mut statics, rust::static_name(&event.name));
        for property in &event.properties {
            assert_new(&mut fields, rust::field_name(&property.name));
            assert_new(&mut arguments, rust::argument_name(&property.name));
            let mut variants = HashSet::new();
            for value in &property.values {
                assert_new(&mut variants, rust::variant_name(value));
            }
            if !property.values.is_empty() {
                assert_new(&mut types, rust::enum_name(&event.name, &property.name));
            }
        }
        for piece in pieces(&event.message) {
            if let Piece::Placeholder { name, .. } = piece {
                assert!(event.property(name).is_some(), "{name}");
            }
        }
        let event_type = catalog
            .event_type(&event.event_type)
            .expect("it is declared");
        assert!(event_type.requires.iter().all(|id| {
            event
                .property(id)
                .is_some_and(|id| id.subject && !id.optional)
        }));
        assert!(
            event_type
                .forbids
                .iter()
                .all(|id| event.property(id).is_none())
        );
    }
    assert!(catalog.subjects.len() <= 16);
}

fn assert_new(names: &mut HashSet<String>, name: String) {
    assert!(rust::is_identifier(&name), "{name}");
    assert!(names.insert(name.clone()), "{name} twice");
}
