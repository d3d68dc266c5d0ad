//! Every kind of change and every case of it, on pairs made by hand.

use std::collections::BTreeSet;

use tidings_catalog::diff::{kinds, render};

use super::{brief, changes, json, shown};

/// What each pair changes.
const CATALOG: &str = r#"x-event-types:
  host: { requires: [host_id], allows: [cluster_id], owner: [cluster_id, host_id] }
  cluster: { requires: [cluster_id], owner: [cluster_id] }
x-events:
- name: host_bind_failed
  message: "Host {host_name}: failed to bind: {reason}"
  event_type: host
  severity: error
  rate_limit: 1h
  properties:
    host_id: UUID
    host_name: string
    reason: { type: string, description: "why" }
    tries: integer
    seconds: float64
    disk: { type: string, enum: [sda, sdb] }
    note: { type: string, optional: true }
    token: { type: string, sensitive: true }
  description: "After the last try."
- name: cluster_reset
  message: "Cluster was reset"
  event_type: cluster
  severity: info
  deprecated: { since: "2026-01-01" }
  properties: { cluster_id: UUID, a: string, b: string, c: bool, rack_id: UUID }
"#;

/// Name, what stands in BASE, what in HEAD. The reverse is a pair, too.
const PAIRS: &[(&str, &str, &str)] = &[
    (
        "event",
        "- name: cluster_reset\n  message: \"Cluster was reset\"\n  event_type: cluster\n  severity: info\n  deprecated: { since: \"2026-01-01\" }\n  properties: { cluster_id: UUID, a: string, b: string, c: bool, rack_id: UUID }\n",
        "",
    ),
    (
        "event_name",
        "name: cluster_reset",
        "name: cluster_restarted",
    ),
    (
        "event_name_said",
        "- name: cluster_reset\n  message: \"Cluster was reset\"",
        "- name: cluster_restarted\n  formerly: [cluster_reset]\n  message: \"Starting from zero\"",
    ),
    (
        "retirement",
        "- name: cluster_reset\n  message: \"Cluster was reset\"\n  event_type: cluster\n  severity: info\n  deprecated: { since: \"2026-01-01\" }\n  properties: { cluster_id: UUID, a: string, b: string, c: bool, rack_id: UUID }\n",
        "x-retired-events: [{ name: cluster_reset, since: \"2026-02-01\" }]\n",
    ),
    (
        "retirement_without_warning",
        "x-events:\n- name: host_bind_failed",
        "x-retired-events: [{ name: host_bind_failed, since: \"2026-02-01\" }]\nx-events:\n- name: host_attached\n  x-new: true",
    ),
    (
        "event_type",
        "event_type: host",
        "event_type: cluster\n  x-was: host",
    ),
    ("severity", "severity: error", "severity: critical"),
    ("message", "failed to bind", "cannot bind"),
    (
        "category",
        "severity: info",
        "severity: info\n  category: metrics",
    ),
    ("rate_limit", "rate_limit: 1h", "rate_limit: 1h30m"),
    ("rate_limit_absence", "  rate_limit: 1h\n", ""),
    (
        "required_property",
        "tries: integer\n",
        "tries: integer\n    speed: int64\n",
    ),
    (
        "optional_property",
        "tries: integer\n",
        "tries: integer\n    cluster_id: UUID_PTR\n",
    ),
    (
        "property_name",
        "tries: integer",
        "attempts: integer\n    tryes: bool",
    ),
    (
        "property_name_said",
        "c: bool",
        "is_clean: { type: string, formerly: [c] }",
    ),
    ("property_name_in_message", "{host_name}", "{hostname}"),
    ("property_type", "seconds: float64", "seconds: string"),
    ("integer", "tries: integer", "tries: int64"),
    (
        "optionality",
        "note: { type: string, optional: true }",
        "note: string",
    ),
    ("swap", "a: string, b: string", "b: string, a: string"),
    ("move", "b: string, c: bool", "c: bool, b: string"),
    (
        "sensitivity",
        "token: { type: string, sensitive: true }",
        "token: string",
    ),
    (
        "sensitivity_in_message",
        "host_name: string",
        "host_name: { type: string, sensitive: true }",
    ),
    ("enum_value", "[sda, sdb]", "[sda, sdb, sdc, sdd]"),
    ("enum", "{ type: string, enum: [sda, sdb] }", "string"),
    (
        "deprecation",
        "  deprecated: { since: \"2026-01-01\" }\n",
        "",
    ),
    ("deprecation_date", "2026-01-01", "2026-02-01"),
    ("description", "After the last try.", "After each try."),
    (
        "description_absence",
        "  description: \"After the last try.\"\n",
        "",
    ),
    (
        "property_description",
        "{ type: string, description: \"why\" }",
        "string",
    ),
    ("owner", "owner: [cluster_id, host_id]", "owner: [host_id]"),
    (
        "requirement",
        "requires: [cluster_id], owner",
        "requires: [cluster_id], forbids: [host_id], owner",
    ),
    (
        "new_event_type",
        "x-events:",
        "  service: { requires: [] }\nx-events:",
    ),
    (
        "subject",
        "requires: [cluster_id], owner: [cluster_id] }",
        "requires: [cluster_id], allows: [rack_id], owner: [cluster_id] }",
    ),
];

fn pair(from: &str, to: &str) -> (String, String) {
    assert_eq!(CATALOG.matches(from).count(), 1, "{from}");
    let mut head = CATALOG.replace(from, to);
    if to == "{hostname}" {
        head = head.replace("host_name: string", "hostname: string");
    }
    if from == "event_type: host" {
        head = head.replace(
            "    host_id: UUID\n",
            "    host_id: UUID\n    cluster_id: UUID\n",
        );
    }
    (CATALOG.to_owned(), head)
}

#[test]
fn each_pair_gives_its_changes() {
    let mut shown = String::new();
    for (name, from, to) in PAIRS {
        let (base, head) = pair(from, to);
        for (direction, base, head) in [("there", &base, &head), ("back", &head, &base)] {
            let json = json(base, head).replace("},{\"kind\"", "},\n{\"kind\"");
            shown += &format!("== {name}, {direction}\n{json}\n");
        }
    }
    insta::assert_snapshot!("diff_pairs", shown);
}

#[test]
fn the_pairs_have_every_case_of_every_kind() {
    let all = kinds::all().iter();
    let mut missing: BTreeSet<(&str, &str)> = all
        .flat_map(|kind| kind.cases.iter().map(|case| (kind.name, case.when)))
        .collect();
    for (_, from, to) in PAIRS {
        let (base, head) = pair(from, to);
        for change in changes(&base, &head).iter().chain(&changes(&head, &base)) {
            missing.remove(&(change.kind.name, change.case.when));
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn a_catalog_has_no_change_against_itself() {
    for (_, from, to) in PAIRS {
        let (base, head) = pair(from, to);
        assert_eq!(brief(&changes(&base, &base)), [""; 0]);
        assert_eq!(brief(&changes(&head, &head)), [""; 0]);
    }
}

#[test]
fn every_format_shows_every_place() {
    let head = CATALOG
        .replace("severity: error", "severity: warning")
        .replace(
            "\"Cluster was reset\"",
            "\"Cluster `was` *reset* <b>\\e[31m\"",
        )
        .replace("After the last try.", "After each try.")
        .replace("    tries: integer\n", "");
    insta::assert_snapshot!("diff_human", shown(CATALOG, &head, render::human));
    insta::assert_snapshot!("diff_markdown", shown(CATALOG, &head, render::markdown));
    insta::assert_snapshot!("diff_github", shown(CATALOG, &head, render::github));
}

#[test]
fn every_kind_explains_itself() {
    for kind in kinds::all() {
        assert!(!kind.summary.ends_with('.'), "{}", kind.name);
        for case in kind.cases {
            assert!(
                case.classes.is_sorted() && !case.classes.is_empty(),
                "{}",
                kind.name
            );
            assert!(
                !case.why.ends_with('.') && !case.when.ends_with('.'),
                "{}",
                kind.name
            );
        }
        let found = kinds::find(kind.name).map(|found| found.name);
        assert_eq!(found, Some(kind.name));
    }
}
