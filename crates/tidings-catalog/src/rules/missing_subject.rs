//! An id that the event type requires is missing.

use super::Rule;
use crate::context::Context;
use crate::declared::DeclaredEventType;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD305",
    "missing-subject",
    "an id that the event type requires is missing",
    DOCS,
);

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
            findings.report(&RULE, event.place, message).with_help(help);
        }
    }
}

fn requires(event_type: &DeclaredEventType<'_>, name: &str) -> bool {
    event_type.requires.iter().any(|id| id.value == name)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

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
}
