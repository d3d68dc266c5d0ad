//! The name is a single word.

use super::{Rule, invalid_name};
use crate::context::Context;
use crate::findings::{Findings, quoted};
use crate::names::case::snake;

pub(crate) static RULE: Rule =
    Rule::warning("TD402", "name-context", "the name is a single word", DOCS);

const DOCS: &str = r#"## What it does

Reports an event whose name has fewer than two words.

## Why is this bad?

A name says what it happened to and what happened. `failed` alone tells a reader of a long list
nothing.

## Example

```yaml
- name: failed
```

Use instead:

```yaml
- name: disk_cleanup_failed
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (index, event) in context.events.iter().enumerate() {
        let Some(name) = event
            .name
            .as_ref()
            .filter(|name| invalid_name::is_event_name(name))
        else {
            continue;
        };
        if !snake(name).contains('_') {
            let message = format!("the name {} does not say what it happened to", quoted(name));
            findings
                .report_on(index, &RULE, name.span, message)
                .with_help("put it before: `host_`, `cluster_upgrade_`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn a_name_has_two_words() {
        check(
            event("name: failed"),
            &["2:9 TD402 the name `failed` does not say what it happened to"],
        );
        check(event("name: hostFailed"), &[]);
        check(
            event(
                "name: failed
allow: [name-context]",
            ),
            &[],
        );
    }
}
