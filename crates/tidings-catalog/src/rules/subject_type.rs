//! The id of a subject has the wrong type.

use super::Rule;
use crate::catalog::PropertyType;
use crate::context::{Context, SubjectInUse};
use crate::declared::Text;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD307",
    "subject-type",
    "the id of a subject has the wrong type",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a property that is a subject's id and has another type than that subject. `cluster_id`,
`host_id` and `infra_env_id` are `UUID` (or `UUID_PTR`, where they are optional); a subject that a
catalog declares may be `UUID`, `string` or `int64`, in every event the same.

## Why is this bad?

A subject is one column in the store and one query parameter.

## Example

```yaml
properties: { cluster_id: string }
```

Use instead:

```yaml
properties: { cluster_id: UUID }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (_, event, property) in context.properties() {
        let (Some(subject), Some(name)) =
            (context.subject(&property.name), &property.property_type)
        else {
            continue;
        };
        let Some(property_type) = PropertyType::parse(name) else {
            continue;
        };
        let forbidden = context
            .event_type_of(event)
            .is_some_and(|known| known.forbids.iter().any(|id| id.value == subject.name));
        if property_type == subject.property_type || forbidden {
            continue;
        }
        let message = format!(
            "the subject id {} is {} here, but {} elsewhere",
            quoted(&property.name),
            quoted(name),
            quoted(subject.property_type.name())
        );
        report(subject, name, message, findings);
    }
}

fn report(subject: &SubjectInUse<'_>, name: &Text<'_>, message: String, findings: &mut Findings) {
    match subject.typed_at {
        Some(first) => {
            let diagnostic = findings.report(&RULE, name.span, message);
            diagnostic
                .with_label(first, "as here")
                .with_help("give it the same type in every event");
        }
        None => {
            let message = format!(
                "the subject id {} cannot be {}",
                quoted(subject.name),
                quoted(name)
            );
            let help = if subject.built_in {
                "it is `UUID`"
            } else {
                "use `UUID`, `string` or `int64`"
            };
            findings.report(&RULE, name.span, message).with_help(help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event, properties};

    #[test]
    fn built_in_ones_are_uuids() {
        check(
            properties("cluster_id: string"),
            &["2:64 TD307 the subject id `cluster_id` cannot be `string`"],
        );
        check(
            event("properties: { host_id: int64, infra_env_id: UUID }"),
            &["2:26 TD307 the subject id `host_id` cannot be `int64`"],
        );
    }

    #[test]
    fn declared_ones_are_the_same_everywhere() {
        check(
            "x-event-types: { order: { requires: [order_id] } }
x-events:
- name: order_placed
  message: a
  event_type: order
  severity: info
  properties: { order_id: string }
- name: order_sent
  message: b
  event_type: order
  severity: info
  properties: { order_id: string }
",
            &[],
        );
        check(
            "x-event-types: { order: { requires: [order_id] } }
x-events:
- name: order_placed
  message: a
  event_type: order
  severity: info
  properties: { order_id: int64 }
- name: order_sent
  message: b
  event_type: order
  severity: info
  properties: { order_id: UUID }
",
            &["12:27 TD307 the subject id `order_id` is `UUID` here, but `int64` elsewhere"],
        );
        check(
            "x-event-types: { order: { requires: [order_id] } }
x-events:
- name: order_placed
  message: a
  event_type: order
  severity: info
  properties: { order_id: bool }
- name: order_sent
  message: b
  event_type: order
  severity: info
  properties: { order_id: string }
",
            &["7:27 TD307 the subject id `order_id` is `bool` here, but `string` elsewhere"],
        );
        check(
            "x-event-types: { order: { requires: [order_id] } }
x-events:
- name: order_placed
  message: a
  event_type: order
  severity: info
  properties: { order_id: integer }
- name: order_sent
  message: b
  event_type: order
  severity: info
  properties: { order_id: integer }
",
            &[
                "7:27 TD307 the subject id `order_id` cannot be `integer`",
                "12:27 TD307 the subject id `order_id` cannot be `integer`",
            ],
        );
    }
}
