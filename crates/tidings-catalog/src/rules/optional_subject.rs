//! An id that the event type requires is optional.

use super::Rule;
use crate::catalog::PropertyType;
use crate::context::Context;
use crate::declared::DeclaredProperty;
use crate::findings::{Findings, quoted};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD308",
    "optional-subject",
    "an id that the event type requires is optional",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports a property that the event type requires and that is `UUID_PTR`, or has `optional: true`.

## Why is this bad?

Required means that every record has it.

## Example

```yaml
event_type: cluster
properties: { cluster_id: UUID_PTR }
```

Use instead:

```yaml
event_type: cluster
properties: { cluster_id: UUID }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for event in context.events {
        let Some(event_type) = context.event_type_of(event) else {
            continue;
        };
        for subject in &context.subjects {
            let required = event_type
                .requires
                .iter()
                .any(|id| id.value == subject.name);
            let property = event
                .property(subject.name)
                .filter(|property| required && property.is_optional());
            if let Some(property) = property {
                let message = format!(
                    "{} is optional, but required for event type {}",
                    quoted(&property.name),
                    quoted(&event_type.name)
                );
                let finding = findings.report(&RULE, place(property), message);
                finding.with_help("make it required: `UUID`, without `optional: true`");
                if let (None, Some(name)) = (&property.optional, &property.property_type) {
                    finding.with_word(context, name, PropertyType::Uuid.name());
                }
            }
        }
    }
}

/// What makes it optional.
fn place(property: &DeclaredProperty<'_>) -> Span {
    let by_key = property
        .optional
        .as_ref()
        .filter(|optional| optional.value)
        .map(|optional| optional.span);
    by_key
        .or(property.property_type.as_ref().map(|name| name.span))
        .unwrap_or(property.name.span)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, check_no_fix, event, properties};

    #[test]
    fn required_is_not_optional() {
        check(
            event(
                "properties: { host_id: UUID_PTR, infra_env_id: { type: UUID, optional: true } }",
            ),
            &[
                "2:26 TD308 `host_id` is optional, but required for event type `host`",
                "2:74 TD308 `infra_env_id` is optional, but required for event type `host`",
            ],
        );
        check(properties("cluster_id: UUID_PTR"), &[]);
    }

    #[test]
    fn in_a_message_it_is_one_finding() {
        check(
            event(
                "message: '{host_id}'
properties: { host_id: UUID_PTR, infra_env_id: UUID }",
            ),
            &["3:26 TD308 `host_id` is optional, but required for event type `host`"],
        );
    }

    #[test]
    fn the_pointer_is_fixed() {
        check_fix(
            event(
                "properties:\n    host_id: UUID_PTR # the host\n    infra_env_id: { type: 'UUID_PTR' }\n    cluster_id: UUID_PTR",
            ),
            event(
                "properties:\n    host_id: UUID # the host\n    infra_env_id: { type: 'UUID' }\n    cluster_id: UUID_PTR",
            ),
        );
        check_no_fix(event(
            "properties: { host_id: UUID, infra_env_id: { type: UUID, optional: true } }",
        ));
    }
}
