//! An id of an event type is not a subject's name.

use std::collections::HashSet;

use super::Rule;
use crate::context::Context;
use crate::declared::Text;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD204",
    "subject-name",
    "an id of an event type is not a subject's name",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports names in `requires`, `allows` and `forbids` that do not match `[a-z][a-z0-9_]{0,50}_id`, and
the reserved ones: `request_id`, `event_id`, `record_id`, `trace_id`, `span_id` and `org_id`.

## Why is this bad?

The name of the id is the property, the column, the query parameter and the JSON field, and the name
of the subject's kind is what stands before `_id`. The reserved names are fields of every record
already.

## Example

```yaml
x-event-types:
  order: { requires: [orderNumber, request_id] }
```

Use instead:

```yaml
x-event-types:
  order: { requires: [order_id] }
```
"#;

const RESERVED: [&str; 6] = [
    "request_id",
    "event_id",
    "record_id",
    "trace_id",
    "span_id",
    "org_id",
];

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let mut reported = HashSet::new();
    for event_type in context.event_types.unwrap_or_default() {
        for id in [
            &event_type.requires,
            &event_type.allows,
            &event_type.forbids,
        ]
        .into_iter()
        .flatten()
        {
            if !is_right(id) && reported.insert(&*id.value) {
                report(id, findings);
            }
        }
    }
}

/// Whether a subject may have this name.
pub(crate) fn is_right(name: &str) -> bool {
    is_well_formed(name) && !RESERVED.contains(&name)
}

/// `[a-z][a-z0-9_]{0,50}_id`
fn is_well_formed(name: &str) -> bool {
    name.strip_suffix("_id").is_some_and(|kind| {
        kind.len() <= 51
            && kind.starts_with(|first: char| first.is_ascii_lowercase())
            && kind
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    })
}

fn report(id: &Text<'_>, findings: &mut Findings) {
    let (message, help) = if RESERVED.contains(&&*id.value) {
        (
            format!(
                "{} is a field of every record and cannot be a subject",
                quoted(id)
            ),
            "choose another name",
        )
    } else {
        (
            format!("{} cannot be the id of a subject", quoted(id)),
            "an id is lower-case and ends with `_id`, as `order_id`",
        )
    };
    findings.report(&RULE, id.span, message).with_help(help);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn ids_have_a_form() {
        check(
            "x-event-types:
  order: { requires: [orderId, Order_id, _id, order], allows: [request_id] }
x-events: []
",
            &[
                "2:23 TD204 `orderId` cannot be the id of a subject",
                "2:32 TD204 `Order_id` cannot be the id of a subject",
                "2:42 TD204 `_id` cannot be the id of a subject",
                "2:47 TD204 `order` cannot be the id of a subject",
                "2:64 TD204 `request_id` is a field of every record and cannot be a subject",
            ],
        );
        check("x-event-types:
  order: { requires: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_id, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_id] }
x-events: []
", &["2:79 TD204 `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_id` cannot be the id of a subject"]);
        check(
            "x-event-types:
  order: { requires: [order] }
x-events: []
",
            &["2:23 TD204 `order` cannot be the id of a subject"],
        );
    }

    #[test]
    fn others_are_fine() {
        check(
            "x-event-types:
  order: { requires: [o_id, order2_id, order_item_id] }
x-events: []
",
            &[],
        );
    }
}
