//! A retired name is used again.

use std::collections::HashMap;

use super::Rule;
use crate::context::Context;
use crate::declared::{DeclaredRetired, Text};
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD322",
    "retired-name",
    "a retired name is used again",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports an event with a name that `x-retired-events` lists, and an event that says it had such a
name, unless it is the one that the retired event was replaced by.

## Why is this bad?

Records and dashboards of the retired event are still there. Those of another event under the same
name would be taken for them.

## Example

```yaml
x-retired-events:
- { name: host_bind_failed, since: "2026-11-01" }
x-events:
- name: host_bind_failed
```

Use instead:

```yaml
x-events:
- name: host_binding_failed
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    if context.retired.is_empty() {
        return;
    }
    let retired = context.retired.iter();
    let retired: HashMap<&str, (&Text<'_>, &DeclaredRetired<'_>)> = retired
        .filter_map(|retired| {
            retired
                .name
                .as_ref()
                .map(|name| (&*name.value, (name, retired)))
        })
        .collect();
    for event in context.events {
        if let Some(name) = &event.name
            && let Some((place, _)) = retired.get(&*name.value)
        {
            findings
                .report(
                    &RULE,
                    name.span,
                    format!("the name {} is retired", quoted(name)),
                )
                .with_label(place.span, "since here")
                .with_help("give the event a name that none had before");
        }
        for old in &event.formerly {
            if let Some((place, retired)) = retired.get(&*old.value)
                && !replaces(event.name.as_ref(), retired)
            {
                findings
                    .report(&RULE, old.span, format!("the old name {} is that of a retired event", quoted(old)))
                    .with_label(place.span, "retired here")
                    .with_help("remove it from `formerly`, or say in `replaced_by` of the retired event that it became this one");
            }
        }
    }
}

fn replaces(name: Option<&Text<'_>>, retired: &DeclaredRetired<'_>) -> bool {
    match (name, &retired.replaced_by) {
        (Some(name), Some(replacement)) => name.value == replacement.value,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    fn retired(rest: &str, event_keys: &str) -> String {
        format!(
            "x-retired-events: [{{ name: host_tied, since: '2026-11-01'{rest} }}]\n{}",
            event(event_keys)
        )
    }

    #[test]
    fn a_retired_name_is_never_used_again() {
        check(retired("", "name: host_bound"), &[]);
        check(
            retired("", "name: host_tied"),
            &["3:9 TD322 the name `host_tied` is retired"],
        );
    }

    #[test]
    fn only_what_replaced_it_was_formerly_a_retired_event() {
        check(
            retired("", "formerly: [host_tied]"),
            &["3:14 TD322 the old name `host_tied` is that of a retired event"],
        );
        check(
            retired(", replaced_by: host_bound", "formerly: [host_tied]"),
            &[],
        );
    }
}
