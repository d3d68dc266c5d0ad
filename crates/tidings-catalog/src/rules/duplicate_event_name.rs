//! Two events have the same name.

use std::collections::HashMap;

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, quoted};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD201",
    "duplicate-event-name",
    "two events have the same name",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports an event whose name another event before it has, in the same file or in another one of the
catalog.

## Why is this bad?

The name is what dashboards, filters and tests key on; with two events behind it nobody can tell
which was meant.

## Example

```yaml
- name: host_bind_failed
- name: host_bind_failed
```

Use instead:

```yaml
- name: host_bind_started
- name: host_bind_failed
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(context.events.len());
    for event in context.events {
        let Some(name) = &event.name else { continue };
        if let Some(&first) = seen.get(&*name.value) {
            // An event repeated by an alias has the same name in the same place.
            let place = if name.span == first {
                event.span
            } else {
                name.span
            };
            let message = format!("the name {} is taken", quoted(name));
            findings
                .report(&RULE, place, message)
                .with_label(first, "by this event")
                .with_help("give it a name of its own");
        } else {
            seen.insert(name, name.span);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_name_is_taken_once() {
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &["3:11 TD201 the name `host_bound` is taken"]);
    }

    #[test]
    fn an_event_repeated_by_an_alias_is_where_the_alias_is() {
        check(
            "x-events:
- &e { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- *e
",
            &["3:3 TD201 the name `host_bound` is taken"],
        );
    }
}
