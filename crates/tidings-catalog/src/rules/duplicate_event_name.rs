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

Reports an event whose name another event before it has.

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
    for name in context
        .events
        .iter()
        .filter_map(|event| event.name.as_ref())
    {
        if let Some(&first) = seen.get(&*name.value) {
            let message = format!("the name {} is taken", quoted(name));
            findings
                .report(&RULE, name.span, message)
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
- { name: host_bound, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &["3:11 TD201 the name `host_bound` is taken"]);
    }
}
