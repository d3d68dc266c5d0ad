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

Reports an id that an event type names twice, in the same list or in two of `requires`, `allows` and
`forbids`; and an `owner` that it forbids, that is no subject of the catalog, or that it names
twice.

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
    let event_types = context.event_types.unwrap_or_default();
    let subjects: HashSet<&str> = event_types.iter().flat_map(named_ids).collect();
    for event_type in event_types.iter().filter(|event_type| event_type.complete) {
        let mut named: HashMap<&str, Span> = HashMap::new();
        for id in lists(event_type).into_iter().flatten() {
            check_once(event_type, id, &mut named, findings);
        }
        check_owner(event_type, &subjects, findings);
    }
}

fn lists<'e, 'a>(event_type: &'e DeclaredEventType<'a>) -> [&'e Vec<Text<'a>>; 3] {
    [
        &event_type.requires,
        &event_type.allows,
        &event_type.forbids,
    ]
}

fn named_ids<'e>(event_type: &'e DeclaredEventType<'_>) -> impl Iterator<Item = &'e str> {
    lists(event_type).into_iter().flatten().map(|id| &*id.value)
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

/// A subject that an event type neither requires nor forbids is allowed.
fn check_owner(
    event_type: &DeclaredEventType<'_>,
    subjects: &HashSet<&str>,
    findings: &mut Findings,
) {
    let forbidden = |id: &Text<'_>| {
        event_type
            .forbids
            .iter()
            .any(|other| other.value == id.value)
    };
    let mut named = HashMap::new();
    for id in &event_type.owner {
        if subjects.contains(&*id.value) && !forbidden(id) {
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

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn an_id_is_named_once() {
        check(
            "x-event-types:
  order: { requires: [order_id, order_id] }
x-events: []
",
            &["2:33 TD317 event type `order` names `order_id` twice"],
        );
        check(
            "x-event-types:
  order: { requires: [order_id], forbids: [order_id] }
x-events: []
",
            &["2:44 TD317 event type `order` names `order_id` twice"],
        );
        check(
            "x-event-types:
  order: { requires: [order_id], owner: [order_id, customer_id] }
x-events: []
",
            &["2:52 TD317 `customer_id` owns events of type `order`, which never have it"],
        );
        check(
            "x-event-types:
  order: { requires: [order_id], owner: [order_id, order_id] }
x-events: []
",
            &["2:52 TD317 event type `order` names `order_id` twice"],
        );
        check(
            "x-event-types:
  order: { requires: [order_id], allows: [customer_id], owner: [customer_id, order_id] }
x-events: []
",
            &[],
        );
    }
}
