//! An id that the event type requires is missing.

use std::collections::{BTreeMap, HashSet};

use super::Rule;
use crate::context::Context;
use crate::declared::{DeclaredEvent, DeclaredEventType};
use crate::diagnostic::Edit;
use crate::findings::{Findings, quoted};
use crate::layout;

pub(crate) static RULE: Rule = Rule::error(
    "TD305",
    "missing-subject",
    "an id that the event type requires is missing",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports an event that lacks a property which its event type requires: `cluster_id` for `cluster`;
`host_id` and `infra_env_id` for `host`; `infra_env_id` for `infra_env`; or what `x-event-types`
says.

## Why is this bad?

The event could not be found by what it is about.

## Example

```yaml
event_type: host
properties: { host_id: UUID }
```

Use instead:

```yaml
event_type: host
properties: { host_id: UUID, infra_env_id: UUID }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for event in context
        .events
        .iter()
        .filter(|event| event.has_all_properties())
    {
        let Some(event_type) = context.event_type_of(event) else {
            continue;
        };
        let required = context
            .subjects
            .iter()
            .filter(|subject| requires(event_type, subject.name));
        let missing: Vec<_> = required
            .filter(|subject| event.property(subject.name).is_none())
            .collect();
        if !missing.is_empty() {
            let names: Vec<String> = missing
                .iter()
                .map(|subject| quoted(subject.name).to_string())
                .collect();
            let types: Vec<String> = missing
                .iter()
                .map(|subject| format!("{}: {}", subject.name, subject.property_type.name()))
                .collect();
            let message = format!(
                "{} lacks {}, required for event type {}",
                event.title(),
                names.join(" and "),
                quoted(&event_type.name)
            );
            let help = format!("add `{}` to its properties", types.join("` and `"));
            let finding = findings.report(&RULE, event.place, message);
            finding.with_help(&*help);
            finding.with_fix(help, insertions(context, event, event_type));
        }
    }
}

/// Writes what is missing before the other properties, in the order of `requires`.
fn insertions(
    context: &Context<'_, '_>,
    event: &DeclaredEvent<'_>,
    event_type: &DeclaredEventType<'_>,
) -> Vec<Edit> {
    let Some(properties) = &event.properties else {
        return Vec::new();
    };
    let listed = event.properties();
    let (mut at, mut groups) = (0, BTreeMap::<usize, Vec<String>>::new());
    let mut seen = HashSet::new();
    for id in &event_type.requires {
        let Some(subject) = context
            .subject(&id.value)
            .filter(|_| seen.insert(&id.value))
        else {
            continue;
        };
        let stands = listed
            .iter()
            .position(|property| property.name.value == id.value);
        match stands {
            Some(index) => at = index + 1,
            None => groups.entry(at).or_default().push(format!(
                "{}: {}",
                subject.name,
                subject.property_type.name()
            )),
        }
    }
    let text = context.text(properties.span.file);
    let entries: Vec<_> = listed.iter().map(|property| property.span).collect();
    let edits = groups
        .iter()
        .map(|(&at, new)| layout::inserted(text, properties.span, &entries, at, new));
    edits.collect::<Option<_>>().unwrap_or_default()
}

fn requires(event_type: &DeclaredEventType<'_>, name: &str) -> bool {
    event_type.requires.iter().any(|id| id.value == name)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, event};

    #[test]
    fn what_the_type_requires() {
        check(
            event("properties: { host_id: UUID }"),
            &["3:9 TD305 event `host_bound` lacks `infra_env_id`, required for event type `host`"],
        );
        check(
            event("properties: {}"),
            &[
                "3:9 TD305 event `host_bound` lacks `host_id` and `infra_env_id`, required for event type `host`",
            ],
        );
        check(
            event("event_type: cluster"),
            &[
                "3:9 TD305 event `host_bound` lacks `cluster_id`, required for event type `cluster`",
                "6:17 TD306 events of type `cluster` must not have `host_id`",
                "6:32 TD306 events of type `cluster` must not have `infra_env_id`",
            ],
        );
        check(
            "x-event-types: { order: { requires: [order_id] } }
x-events:
- name: order_placed
  message: a
  event_type: order
  severity: info
  properties: { count: integer }
- name: order_sent
  message: b
  event_type: order
  severity: info
  properties: { order_id: string }
",
            &["3:9 TD305 event `order_placed` lacks `order_id`, required for event type `order`"],
        );
    }

    #[test]
    fn a_placeholder_for_it_is_no_finding_of_its_own() {
        check(
            event(
                "message: '{host_id} {infra_env_id}'
properties: { host_id: UUID }",
            ),
            &["4:9 TD305 event `host_bound` lacks `infra_env_id`, required for event type `host`"],
        );
    }

    #[test]
    fn in_braces_they_are_written_first_in_order() {
        for (before, after) in [
            ("{}", "{ host_id: UUID, infra_env_id: UUID }"),
            ("{ } # none", "{ host_id: UUID, infra_env_id: UUID } # none"),
            (
                "{a: string}",
                "{host_id: UUID, infra_env_id: UUID, a: string}",
            ),
            ("{ host_id: UUID }", "{ host_id: UUID, infra_env_id: UUID }"),
            (
                "{ host_id: UUID, a: bool, }",
                "{ host_id: UUID, infra_env_id: UUID, a: bool, }",
            ),
            (
                "{ infra_env_id: UUID }",
                "{ host_id: UUID, infra_env_id: UUID }",
            ),
            (
                "{ # a\n    a: string, # b\n    b: string\n  }",
                "{ # a\n    host_id: UUID,\n    infra_env_id: UUID,\n    a: string, # b\n    b: string\n  }",
            ),
            ("{ # none\n  }", "{ # none\n  }"),
        ] {
            let event = |properties| event(&format!("properties: {properties}"));
            check_fix(event(before), event(after));
        }
    }

    #[test]
    fn in_lines_they_are_written_as_the_others_are() {
        for (before, after) in [
            (
                " # all\n\n    # the name\n    # of it\n    name: string # n\n    b: bool",
                " # all\n\n    host_id: UUID\n    infra_env_id: UUID\n    # the name\n    # of it\n    name: string # n\n    b: bool",
            ),
            (
                "\n      host_id:\n        type: UUID\n        description: |\n          a\n\n      # the b\n      b: bool",
                "\n      host_id:\n        type: UUID\n        description: |\n          a\n      infra_env_id: UUID\n\n      # the b\n      b: bool",
            ),
            (
                "\n    b: bool\n    infra_env_id: UUID",
                "\n    host_id: UUID\n    b: bool\n    infra_env_id: UUID",
            ),
            (
                " &p\n    b: bool",
                " &p\n    host_id: UUID\n    infra_env_id: UUID\n    b: bool",
            ),
        ] {
            for line_break in ["\n", "\r\n"] {
                let event = |properties| {
                    event(&format!("properties:{properties}\nx-last: 1")).replace('\n', line_break)
                };
                check_fix(event(before), event(after));
            }
        }
        check_fix(
            event("properties: # none"),
            event("properties: { host_id: UUID, infra_env_id: UUID } # none"),
        );
        check_fix(
            "x-events:\n- name: host_bound\n  message: a\n  event_type: host\n  severity: info\n  properties:\n    host_id: UUID",
            "x-events:\n- name: host_bound\n  message: a\n  event_type: host\n  severity: info\n  properties:\n    host_id: UUID\n    infra_env_id: UUID",
        );
    }

    #[test]
    fn what_others_share_is_not_made_worse() {
        let shared = "x-p: &p { host_id: UUID }
x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: *p }
";
        check_fix(shared, shared);
        let text = "x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: &p { cluster_id: UUID } }
- { name: cluster_bound, message: b, event_type: cluster, severity: Info, properties: *p }
";
        check_fix(text, text.replace("Info", "info"));
    }
}
