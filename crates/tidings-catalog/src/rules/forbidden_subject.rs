//! An event has an id that its event type forbids.

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD306",
    "forbidden-subject",
    "an event has an id that its event type forbids",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a property that the event's type forbids: `host_id` and `infra_env_id` for `cluster`;
`host_id` for `infra_env`; or what `x-event-types` says.

## Why is this bad?

The event would show up in the history of something that it is not about.

## Example

```yaml
event_type: cluster
properties: { cluster_id: UUID, host_id: UUID }
```

Use instead:

```yaml
event_type: host
properties: { host_id: UUID, infra_env_id: UUID, cluster_id: UUID }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for event in context.events {
        let Some(event_type) = context.event_type_of(event) else {
            continue;
        };
        for subject in &context.subjects {
            let forbidden = event_type.forbids.iter().any(|id| id.value == subject.name);
            if let Some(property) = event.property(subject.name).filter(|_| forbidden) {
                let message = format!(
                    "events of type {} must not have {}",
                    quoted(&event_type.name),
                    quoted(subject.name)
                );
                let help = "remove the property, or choose another event type";
                findings
                    .report(&RULE, property.name.span, message)
                    .with_help(help);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn what_the_type_forbids() {
        check(
            event(
                "event_type: cluster
properties: { cluster_id: UUID, host_id: UUID }",
            ),
            &["3:35 TD306 events of type `cluster` must not have `host_id`"],
        );
        check(
            event(
                "event_type: infra_env
properties: { infra_env_id: UUID, host_id: UUID_PTR, cluster_id: UUID_PTR }",
            ),
            &["3:37 TD306 events of type `infra_env` must not have `host_id`"],
        );
    }

    #[test]
    fn what_it_does_not_mention_is_allowed() {
        check("x-event-types: { order: { requires: [order_id] }, payment: { requires: [payment_id] } }
x-events:
- name: order_paid
  message: a
  event_type: order
  severity: info
  properties: { order_id: UUID, payment_id: UUID }
", &[]);
    }

    #[test]
    fn its_type_does_not_matter() {
        check(
            event(
                "name: cluster_bound
event_type: cluster
properties: { cluster_id: UUID, host_id: string }",
            ),
            &["4:35 TD306 events of type `cluster` must not have `host_id`"],
        );
    }
}
