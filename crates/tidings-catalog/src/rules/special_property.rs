//! `severity` or `info` is not a string.

use super::Rule;
use crate::catalog::PropertyType;
use crate::context::Context;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD309",
    "special-property",
    "`severity` or `info` is not a string",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports properties named `severity` or `info` that are not of type `string`.

## Why is this bad?

They have a meaning of their own: `severity` overrides the severity of the definition when the event
is sent, and `info` has its own matcher. Both are text.

## Example

```yaml
properties: { severity: integer }
```

Use instead:

```yaml
properties: { severity: string }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (_, _, property) in context
        .properties()
        .filter(|(_, _, property)| is_special(&property.name))
    {
        let Some(name) = &property.property_type else {
            continue;
        };
        if PropertyType::parse(name).is_some_and(|known| known != PropertyType::String) {
            let message = format!(
                "the property {} must be `string`, not {}",
                quoted(&property.name),
                quoted(name)
            );
            findings
                .report(&RULE, name.span, message)
                .with_help("make it `string`, or rename it");
        }
    }
}

/// Whether a property of this name has a meaning of its own.
pub(crate) fn is_special(name: &str) -> bool {
    matches!(name, "severity" | "info")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, properties};

    #[test]
    fn they_are_strings() {
        check(
            properties("severity: integer"),
            &["2:62 TD309 the property `severity` must be `string`, not `integer`"],
        );
        check(
            properties("info: bool"),
            &["2:58 TD309 the property `info` must be `string`, not `bool`"],
        );
        check(properties("info: string, severity: string"), &[]);
    }
}
