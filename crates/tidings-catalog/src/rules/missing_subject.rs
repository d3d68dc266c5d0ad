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

Reports an event that lacks a property which its event type requires: `cluster_id` for `cluster`; `host_id` and
`infra_env_id` for `host`; `infra_env_id` for `infra_env`; or what `x-event-types` says.

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
        .filter(|event| event.properties.is_some())
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
