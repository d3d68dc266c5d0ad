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

Reports a property that the event's type forbids: `host_id` and `infra_env_id` for `cluster`; `host_id` for `infra_env`; or what
`x-event-types` says.

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
