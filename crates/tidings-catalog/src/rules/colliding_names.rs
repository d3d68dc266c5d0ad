//! Different names become the same in generated code.

use std::collections::HashSet;

use super::{Rule, invalid_name};
use crate::context::Context;
use crate::declared::{DeclaredEvent, DeclaredProperty, Text};
use crate::findings::{Findings, quoted};
use crate::names::rust;
use crate::names::{Collision, NamedEvent, NamedProperty, collisions};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD203",
    "colliding-names",
    "different names become the same in generated code",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports events, properties and `enum` values whose names differ in the catalog but not in generated
code, where they are converted to the usual case of types, functions and fields. In Rust `host_bound`
also has the function `send_host_bound_at`; in Go it has `NewHostBoundEvent` and
`SendHostBoundEvent`. The languages are those of the targets in `tidings.toml`; without targets
there, all.

## Why is this bad?

The generated code would define the same thing twice.

## Example

```yaml
- name: host_bound
- name: hostBound          # both are `HostBound`
- name: host_bound_at      # `send_host_bound_at` sends it, or `host_bound` at a given time
```

Rename one of them.
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let events: Vec<_> = context.events.iter().filter_map(named).collect();
    // What collides in several languages is told once.
    let mut told = HashSet::new();
    for language in context.languages {
        collisions(*language, &events, |collision| {
            let Collision {
                what,
                generated,
                first,
                second: (name, span),
            } = collision;
            if !told.insert(span) {
                return;
            }
            let message = format!(
                "the {what} {} becomes {} in {}, which is taken",
                quoted(name),
                quoted(&generated),
                language.as_str()
            );
            let diagnostic = findings.report(&RULE, span, message);
            match first {
                Some((_, first)) => diagnostic
                    .with_label(first, "by this one")
                    .with_help("rename one of them"),
                None => diagnostic.with_help("rename it; the generated code itself has that name"),
            };
        });
    }
}

/// What has a right name; what has none is another finding.
fn named<'e>(event: &'e DeclaredEvent<'_>) -> Option<NamedEvent<'e, Span>> {
    let name = event.name.as_ref()?;
    let properties = event.properties().iter();
    let properties = properties.filter(|property| invalid_name::is_property_name(&property.name));
    invalid_name::is_event_name(name).then(|| NamedEvent {
        name: placed(name),
        properties: properties.map(named_property).collect(),
    })
}

fn named_property<'e>(property: &'e DeclaredProperty<'_>) -> NamedProperty<'e, Span> {
    let values = property.values.iter().flat_map(|values| &values.value);
    let values = values.filter(|value| !rust::variant_name(value).is_empty());
    NamedProperty {
        name: placed(&property.name),
        values: values.map(placed).collect(),
    }
}

fn placed<'e>(text: &'e Text<'_>) -> (&'e str, Span) {
    (&text.value, text.span)
}

#[cfg(test)]
mod tests {
    use crate::names::Language;
    use crate::rules::testing::{check, properties};
    use crate::{CheckOptions, Sources, check_with};

    #[test]
    fn events_that_become_the_same() {
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: hostBound, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &["3:11 TD203 the event `hostBound` becomes `HostBound` in Rust, which is taken"]);
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: host_bound_at, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &["3:11 TD203 the event `host_bound_at` becomes `send_host_bound_at` in Rust, which is taken", "3:11 TD401 the name `host_bound_at` does not end in past tense"]);
        check("x-events:
- { name: v1_2_released, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: v12_released, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &["3:11 TD203 the event `v12_released` becomes `V12Released` in Rust, which is taken"]);
    }

    #[test]
    fn properties_that_become_the_same() {
        check(
            properties("hostName: string, host_name: string"),
            &["2:70 TD203 the property `host_name` becomes `host_name` in Rust, which is taken"],
        );
        check(
            properties("self: string, self_: string"),
            &["2:66 TD203 the property `self_` becomes `self_` in Rust, which is taken"],
        );
        check(
            properties("sender: string, sender_: string"),
            &["2:68 TD203 the property `sender_` becomes `sender` in Rust, which is taken"],
        );
    }

    #[test]
    fn enums_that_become_the_same() {
        check(
            properties("a: { type: string, enum: [in-use, in_use] }"),
            &["2:86 TD203 the value `in_use` becomes `InUse` in Rust, which is taken"],
        );
        check(
            "x-events:
- name: host_bound
  message: a
  event_type: host
  severity: info
  properties: { host_id: UUID, infra_env_id: UUID, kind_changed: { type: string, enum: [a] } }
- name: host_bound_kind_changed
  message: b
  event_type: host
  severity: info
  properties: { host_id: UUID, infra_env_id: UUID }
",
            &[
                "7:9 TD203 the event `host_bound_kind_changed` becomes `HostBoundKindChanged` in Rust, which is taken",
            ],
        );
    }

    #[test]
    fn names_collide_in_each_language_of_its_own() {
        let events = |names: [&str; 2]| {
            let event = |name: &str| {
                format!(
                    "- {{ name: {name}, message: m {name}, event_type: host, severity: info, properties: {{ host_id: UUID, infra_env_id: UUID }} }}\n"
                )
            };
            format!("x-events:\n{}", names.map(event).concat())
        };
        check(
            events(["host_added", "new_host_added"]),
            &[
                "2:11 TD203 the event `host_added` becomes `NewHostAddedEvent` in Go, which is taken",
            ],
        );
        check(
            properties("disk_1: string, disk1: string"),
            &["2:68 TD203 the property `disk1` becomes `Disk1` in Go, which is taken"],
        );
        check(
            properties("get_name: string, get_name_: string"),
            &["2:70 TD203 the property `get_name_` becomes `get_name` in Rust, which is taken"],
        );
    }

    #[test]
    fn only_the_languages_of_the_targets_count() {
        let catalog = properties("disk_1: string, disk1: string");
        let sources = Sources::single("events.yaml", catalog);
        let found = |languages: &[Language]| {
            let options = CheckOptions {
                languages: languages.to_vec(),
                ..CheckOptions::default()
            };
            check_with(&sources, &options).errors()
        };
        assert_eq!(found(&[Language::Rust, Language::Python]), 0);
        assert_eq!(found(&[Language::Rust, Language::Go]), 1);
        assert_eq!(
            check_with(&sources, &CheckOptions::without_languages()).errors(),
            0
        );
    }

    #[test]
    fn different_names_are_fine() {
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: host_unbound, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &[]);
        check("x-events:
- { name: Option_set, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: Self_set, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &[]);
    }
}
