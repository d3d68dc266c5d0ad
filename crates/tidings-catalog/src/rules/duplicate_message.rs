//! Two events have the same message.

use std::collections::{HashMap, HashSet};

use super::Rule;
use crate::context::Context;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::warning(
    "TD403",
    "duplicate-message",
    "two events have the same message",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports an event whose message is the same, letter by letter, as that of an event before it.

## Why is this bad?

Who reads the message cannot tell which of the two it was. Often it was copied and not changed.

## Example

```yaml
- name: host_bind_failed
  message: "Failed to bind host {host_name}"
- name: host_unbind_failed
  message: "Failed to bind host {host_name}"
```

Use instead:

```yaml
- name: host_bind_failed
  message: "Failed to bind host {host_name}"
- name: host_unbind_failed
  message: "Failed to unbind host {host_name}"
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(context.events.len());
    let mut names = HashSet::with_capacity(context.events.len());
    for (index, event) in context.events.iter().enumerate() {
        // Of a second event of one name, that is the finding.
        let repeated = event
            .name
            .as_ref()
            .is_some_and(|name| !names.insert(&*name.value));
        let Some(message) = event.message.as_ref().filter(|_| !repeated) else {
            continue;
        };
        if let Some(&first) = seen.get(&*message.value) {
            let text = format!("{} has the same message as another one", event.title());
            let diagnostic = findings.report_on(index, &RULE, message.span, text);
            diagnostic
                .with_label(first, "the same here")
                .with_help("say what is different");
        } else {
            seen.insert(message, message.span);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn messages_differ() {
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: host_unbound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &["3:34 TD403 event `host_unbound` has the same message as another one"]);
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: host_unbound, message: a, allow: [duplicate-message], event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &[]);
    }
}
