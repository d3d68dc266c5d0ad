//! `UUID_PTR` with `optional: false`.

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD318",
    "conflicting-optional",
    "`UUID_PTR` with `optional: false`",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a property of type `UUID_PTR`, which means an optional UUID, that also says `optional:
false`.

## Why is this bad?

One of the two is wrong.

## Example

```yaml
cluster_id: { type: UUID_PTR, optional: false }
```

Use instead:

```yaml
cluster_id: { type: UUID }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (_, _, property) in context.properties() {
        let pointer = property
            .property_type
            .as_ref()
            .is_some_and(|name| name.value == "UUID_PTR");
        if let Some(optional) = property
            .optional
            .as_ref()
            .filter(|optional| pointer && !optional.value)
        {
            let message = format!(
                "{} is `UUID_PTR`, which means optional",
                quoted(&property.name)
            );
            findings
                .report(&RULE, optional.span, message)
                .with_help("make it `UUID`, or remove `optional: false`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, properties};

    #[test]
    fn a_pointer_is_optional() {
        check(
            properties("a: { type: UUID_PTR, optional: false }"),
            &["2:83 TD318 `a` is `UUID_PTR`, which means optional"],
        );
        check(properties("a: { type: UUID_PTR, optional: true }"), &[]);
    }

    #[test]
    fn a_required_id_is_not_called_optional_too() {
        check(
            crate::rules::testing::event(
                "event_type: cluster
name: cluster_bound
message: '{cluster_id}'
properties: { cluster_id: { type: UUID_PTR, optional: false } }",
            ),
            &["5:57 TD318 `cluster_id` is `UUID_PTR`, which means optional"],
        );
    }
}
