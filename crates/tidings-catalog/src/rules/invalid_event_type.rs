//! An event type contradicts itself.

use std::collections::{HashMap, HashSet};

use super::Rule;
use crate::context::Context;
use crate::declared::{DeclaredEventType, Text};
use crate::findings::{Findings, quoted};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD317",
    "invalid-event-type",
    "an event type contradicts itself",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports an id that an event type names twice, in the same list or in two of `requires`, `allows` and `forbids`; and an `owner` that
it neither requires nor allows, or names twice.

## Why is this bad?

Of two contradicting statements one is wrong, and an owner that no event has owns nothing.

## Example

```yaml
x-event-types:
  payment: { requires: [payment_id, order_id], forbids: [order_id], owner: [customer_id] }
```

Use instead:

```yaml
x-event-types:
  payment: { requires: [payment_id], allows: [order_id], owner: [order_id, payment_id] }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for event_type in context
        .event_types
        .unwrap_or_default()
        .iter()
        .filter(|event_type| event_type.complete)
    {
        let mut named: HashMap<&str, Span> = HashMap::new();
        for id in [
            &event_type.requires,
            &event_type.allows,
            &event_type.forbids,
        ]
        .into_iter()
        .flatten()
        {
            check_once(event_type, id, &mut named, findings);
        }
        check_owner(event_type, findings);
    }
}

fn check_once<'i>(
    event_type: &DeclaredEventType<'_>,
    id: &'i Text<'_>,
    named: &mut HashMap<&'i str, Span>,
    findings: &mut Findings,
) {
    let Some(&first) = named.get(&*id.value) else {
        named.insert(id, id.span);
        return;
    };
    let message = format!(
        "event type {} names {} twice",
        quoted(&event_type.name),
        quoted(id)
    );
    let diagnostic = findings.report(&RULE, id.span, message);
    diagnostic
        .with_label(first, "first here")
        .with_help("an id is required, allowed or forbidden: keep one");
}

fn check_owner(event_type: &DeclaredEventType<'_>, findings: &mut Findings) {
    let possible: HashSet<&str> = event_type
        .requires
        .iter()
        .chain(&event_type.allows)
        .map(|id| &*id.value)
        .collect();
    let mut named = HashMap::new();
    for id in &event_type.owner {
        if possible.contains(&*id.value) {
            check_once(event_type, id, &mut named, findings);
        } else {
            let message = format!(
                "{} owns events of type {}, which never have it",
                quoted(id),
                quoted(&event_type.name)
            );
            findings
                .report(&RULE, id.span, message)
                .with_help("add it to `requires` or `allows`, or remove it from `owner`");
        }
    }
}
