//! What changed between two catalogs.

mod histories;
mod kinds;
mod renames;

use tidings_catalog::diff::{Change, Comparison, Report, diff, render};
use tidings_catalog::{Catalog, Sources, check};

fn catalog(sources: &Sources) -> Catalog {
    let checked = check(sources);
    assert_eq!(checked.errors(), 0, "{:#?}", checked.diagnostics);
    checked.catalog.expect("no error was found")
}

fn changes(base: &str, head: &str) -> Vec<Change> {
    let catalog = |text: &str| catalog(&Sources::single("events.yaml", text));
    diff(&catalog(base), &catalog(head))
}

/// Each change as `kind event.property from -> to`.
fn brief(changes: &[Change]) -> Vec<String> {
    let brief = changes.iter().map(|change| {
        let names = change.event.iter().chain(&change.property);
        let names: Vec<&str> = names.map(String::as_str).collect();
        let (from, to) = (&change.from, &change.to);
        format!("{} {} {from} -> {to}", change.kind.name, names.join("."))
    });
    brief.collect()
}

/// The changes in a format.
fn shown(base: &str, head: &str, format: fn(&Report<'_>) -> String) -> String {
    let base = Sources::single("old.yaml", base);
    let head = Sources::single("new.yaml", head);
    let report = Report {
        comparisons: vec![Comparison {
            against: None,
            base: &base,
            changes: diff(&catalog(&base), &catalog(&head)),
        }],
        head: &head,
        fail_on: Some(tidings_catalog::diff::Class::Clients),
    };
    format(&report)
}

fn json(base: &str, head: &str) -> String {
    shown(base, head, render::json)
}
