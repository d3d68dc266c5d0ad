//! What holds for every text.

use std::collections::HashSet;

use proptest::prelude::*;
use tidings_catalog::names::rust;
use tidings_catalog::render::{HumanOptions, github, human, json};
use tidings_catalog::template::{Piece, pieces};
use tidings_catalog::{Catalog, Diagnostic, Level, Sources, Span, check};

/// Checks any bytes and everything that callers rely on.
fn check_any(bytes: &[u8]) {
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
    let value: serde_json::Value = serde_json::from_str(&json(&sources, &checked)).unwrap();
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

/// A catalog without errors, whose pieces are exchanged below.
const CATALOG: &str = include_str!("cases/everything.yaml");

/// Pieces that have a meaning somewhere in a catalog.
const PIECES: &[&str] = &[
    "x-events:",
    "- ",
    "name: ",
    "message: ",
    "{order_id}",
    "{",
    "}",
    "event_type: order\n",
    "severity: ",
    "info",
    "yes",
    "properties:\n",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "[",
    "]",
    ", ",
    "UUID",
    "UUID_PTR",
    "string",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "'",
    "\"",
    "\\",
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "#",
    "~",
    "010",
    "1h",
    "enum: ",
    "optional: true\n",
    "allow: [",
    "é",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "order_id",
    "x-event-types:\n",
    "requires: ",
    "? ",
    "deprecated: ",
    "since: ",
    ":",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![3 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,3}", 1 => "[a-z_]{1,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check_any(&bytes);
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        check_any(text.as_bytes());
    }

    #[test]
    fn any_pieces(pieces in proptest::collection::vec(piece(), 0..60)) {
        check_any(pieces.concat().as_bytes());
        check_any(format!("x-events:\n- {}", pieces.concat()).as_bytes());
    }

    #[test]
    fn a_catalog_with_something_replaced(
        edits in proptest::collection::vec((0..CATALOG.len(), 0usize..12, piece()), 1..6)
    ) {
        let mut text = CATALOG.to_owned();
        for (at, length, piece) in edits {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &piece);
        }
        check_any(text.as_bytes());
    }

    #[test]
    fn the_pieces_of_a_template_are_the_whole(template in "[a{}_0 é]{0,40}") {
        let whole: String = pieces(&template)
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Placeholder { name, offset } => {
                    assert_eq!(&template[offset + 1..offset + 1 + name.len()], name);
                    format!("{{{name}}}")
                }
            })
            .collect();
        prop_assert_eq!(whole, template);
    }
}
