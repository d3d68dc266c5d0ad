//! What holds for any two catalogs.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tidings_catalog::diff::Change;

use super::changes;

#[derive(Debug, Clone)]
struct Event {
    name: String,
    message: String,
    severity: &'static str,
    properties: Vec<(String, &'static str)>,
    rate_limit: Option<u32>,
    is_deprecated: bool,
    formerly: Option<String>,
    retired: Option<String>,
}

fn event() -> impl Strategy<Value = Event> {
    let property = (
        "[a-d]{1,2}",
        proptest::sample::select(vec![
            "string",
            "integer",
            "int64",
            "bool",
            "{ type: string, optional: true }",
            "{ type: string, sensitive: true }",
            "{ type: string, enum: [a, b] }",
            "{ type: string, enum: [b, c] }",
        ]),
    );
    (
        "[a-f]{1,2}_failed",
        "[ab]( [ab]){0,4}",
        proptest::sample::select(vec!["info", "error"]),
        proptest::collection::vec(property, 0..5),
        proptest::option::of(1..3u32),
        any::<bool>(),
        proptest::option::of("[a-f]{1,2}_failed"),
        proptest::option::of("[a-f]{1,2}_failed"),
    )
        .prop_map(
            |(
                name,
                message,
                severity,
                mut properties,
                rate_limit,
                is_deprecated,
                formerly,
                retired,
            )| {
                let mut seen = BTreeSet::new();
                properties.retain(|(name, _)| seen.insert(name.clone()));
                Event {
                    name,
                    message,
                    severity,
                    properties,
                    rate_limit,
                    is_deprecated,
                    formerly,
                    retired,
                }
            },
        )
}

fn catalog() -> impl Strategy<Value = String> {
    proptest::collection::vec(event(), 0..8).prop_map(|mut events| {
        let mut seen = BTreeSet::new();
        events.retain(|event| seen.insert(event.name.clone()));
        let mut text = String::from(if events.is_empty() {
            "x-events: []\n"
        } else {
            "x-events:\n"
        });
        // A name is current, old or retired, of one event.
        let mut retired = Vec::new();
        for event in &mut events {
            event.formerly = event
                .formerly
                .take()
                .filter(|name| seen.insert(name.clone()));
            retired.extend(
                event
                    .retired
                    .take()
                    .filter(|name| seen.insert(name.clone())),
            );
        }
        for event in events {
            text += &format!(
                "- name: {}\n  message: {}\n  event_type: cluster\n  severity: {}\n",
                event.name, event.message, event.severity
            );
            if let Some(hours) = event.rate_limit {
                text += &format!("  rate_limit: {hours}h\n");
            }
            if let Some(old) = event.formerly {
                text += &format!("  formerly: [{old}]\n");
            }
            if event.is_deprecated {
                text += "  deprecated: {}\n";
            }
            text += "  properties:\n    cluster_id: UUID\n";
            for (name, kind) in event.properties {
                text += &format!("    {name}: {kind}\n");
            }
        }
        for (number, name) in retired.iter().enumerate() {
            let head = if number == 0 {
                "x-retired-events:\n"
            } else {
                ""
            };
            text += &format!("{head}- {{ name: {name}, since: '2026-11-01' }}\n");
        }
        text
    })
}

/// What can be compared with the changes of the reverse: the kind, the place, the values.
fn facts(change: &Change, mirrored: bool) -> String {
    let (mut kind, mut from, mut to) = (change.kind.name, &change.from, &change.to);
    let (mut base, mut head) = (change.base, change.head);
    // The reverse only adds it, and knows nothing of where it was retired.
    if kind == "event-retired" {
        (kind, head) = ("event-removed", None);
    }
    if mirrored {
        (from, to, base, head) = (to, from, head, base);
        kind = match kind {
            "event-added" => "event-removed",
            "event-removed" => "event-added",
            "property-added" => "property-removed",
            "property-removed" => "property-added",
            "property-enum-value-added" => "property-enum-value-removed",
            "property-enum-value-removed" => "property-enum-value-added",
            kind => kind,
        };
    }
    // Of an order that changed, one of the places is told.
    if kind == "property-order-changed" {
        (base, head) = (None, None);
    }
    format!("{kind} {from} {to} {base:?} {head:?}")
}

proptest! {
    #[test]
    fn there_and_back_are_mirrors(one in catalog(), other in catalog()) {
        let there: BTreeSet<String> = changes(&one, &other).iter().map(|change| facts(change, false)).collect();
        let back: BTreeSet<String> = changes(&other, &one).iter().map(|change| facts(change, true)).collect();
        prop_assert_eq!(there, back);
    }

    #[test]
    fn nothing_changes_without_a_change(one in catalog()) {
        prop_assert!(changes(&one, &one).is_empty());
    }
}
