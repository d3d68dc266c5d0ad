//! The catalog that comes of a file without errors.

use std::time::Duration;

use tidings_catalog::{Catalog, Category, PropertyType, Severity, Sources, check};

fn read(text: &str) -> Catalog {
    let sources = Sources::single("events.yaml", text);
    let checked = check(&sources);
    assert_eq!(checked.errors(), 0, "{:#?}", checked.diagnostics);
    checked.catalog.expect("no error was found")
}

#[test]
fn everything_that_the_format_has_is_read() {
    let catalog = read(include_str!("cases/everything.yaml"));
    insta::assert_debug_snapshot!(catalog);
}

#[test]
fn the_built_in_event_types_are_in_force_without_others() {
    let catalog = read("x-events: []\n");
    let names: Vec<&str> = catalog
        .event_types
        .iter()
        .map(|event_type| event_type.name.as_str())
        .collect();
    assert_eq!(names, ["cluster", "host", "infra_env"]);
    let subjects: Vec<&str> = catalog
        .subjects
        .iter()
        .map(|subject| subject.name.as_str())
        .collect();
    assert_eq!(subjects, ["cluster_id", "host_id", "infra_env_id"]);
}

#[test]
fn what_is_left_out_has_its_default() {
    let catalog = read(
        "x-events:\n- { name: host_bound, message: m, event_type: host, severity: critical, \
         properties: { host_id: UUID, infra_env_id: UUID, cluster_id: UUID_PTR, n: integer } }\n",
    );
    let event = catalog.event("host_bound").expect("it is declared");
    assert_eq!(
        (event.severity.value, event.category),
        (Severity::Critical, Category::User)
    );
    let cluster = event.property("cluster_id").expect("it is declared");
    assert_eq!(
        (
            cluster.property_type.value,
            cluster.optional,
            cluster.subject
        ),
        (PropertyType::Uuid, true, true)
    );
    let number = event.property("n").expect("it is declared");
    assert_eq!(
        (number.property_type.value, number.optional, number.subject),
        (PropertyType::Integer, false, false)
    );
}

#[test]
fn an_alias_gives_what_its_anchor_does() {
    let catalog = read(
        "x-events:\n\
         - { name: host_bound, message: a, event_type: host, severity: &low info, properties: &ids { host_id: UUID, infra_env_id: UUID } }\n\
         - { name: host_unbound, message: b, event_type: host, severity: *low, properties: *ids, rate_limit: 1m30s }\n",
    );
    let event = catalog.event("host_unbound").expect("it is declared");
    assert_eq!(event.severity.value, Severity::Info);
    assert_eq!(event.properties.len(), 2);
    assert_eq!(
        event.rate_limit.as_ref().map(|limit| limit.value),
        Some(Duration::from_secs(90))
    );
}
