//! `replaced_by` names no event.

use std::collections::HashSet;

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD314",
    "unknown-replacement",
    "`replaced_by` names no event",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a `replaced_by` that is not the name of an event in the same catalog.

## Why is this bad?

Those who are told to use another event would look for it in vain.

## Example

```yaml
deprecated: { replaced_by: host_bindng_failed }
```

Use instead:

```yaml
deprecated: { replaced_by: host_binding_failed }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let replacements = context
        .events
        .iter()
        .filter_map(|event| event.deprecated.as_ref()?.replaced_by.as_ref());
    let mut replacements = replacements.peekable();
    if replacements.peek().is_none() || !context.complete {
        return;
    }
    let names = || {
        context
            .events
            .iter()
            .filter_map(|event| event.name.as_ref())
            .map(|name| &*name.value)
    };
    let known: HashSet<&str> = names().collect();
    for name in replacements.filter(|name| !known.contains(&*name.value)) {
        let help = context.suggestions.did_you_mean(name, names());
        let help = help.unwrap_or_else(|| {
            "name an event of this catalog, or leave `replaced_by` out".to_owned()
        });
        findings
            .report(
                &RULE,
                name.span,
                format!("there is no event {}", quoted(name)),
            )
            .with_help(help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn the_event_exists() {
        check("x-events:
- { name: host_bound, message: a, deprecated: { replaced_by: host_unbound }, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: host_unbound, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &[]);
        check("x-events:
- { name: host_bound, message: a, deprecated: { replaced_by: host_unbind }, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: host_unbound, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &["2:62 TD314 there is no event `host_unbind`"]);
        check(
            event("deprecated: { replaced_by: xyz }"),
            &["2:30 TD314 there is no event `xyz`"],
        );
    }
}
