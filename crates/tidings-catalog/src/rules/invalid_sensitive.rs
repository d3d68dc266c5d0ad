//! `sensitive` where it cannot be.

use super::{Rule, special_property};
use crate::catalog::PropertyType;
use crate::context::Context;
use crate::declared::DeclaredProperty;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD315",
    "invalid-sensitive",
    "`sensitive` where it cannot be",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports `sensitive: true` on a property that is not a `string`, that is the id of a subject, or that
is `severity` or `info`.

## Why is this bad?

The value of a sensitive property is replaced by `[redacted]`. Ids, severities and numbers would
lose their meaning, and what looks protected would not be.

## Example

```yaml
pin: { type: integer, sensitive: true }
```

Use instead:

```yaml
password: { type: string, sensitive: true }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (_, _, property) in context.properties() {
        let Some(sensitive) = property
            .sensitive
            .as_ref()
            .filter(|sensitive| sensitive.value)
        else {
            continue;
        };
        if let Some(reason) = reason(context, property) {
            let message = format!("{} cannot be sensitive: {reason}", quoted(&property.name));
            findings
                .report(&RULE, sensitive.span, message)
                .with_help("only a `string` can be, and it is replaced by `[redacted]`");
        }
    }
}

fn reason(context: &Context<'_, '_>, property: &DeclaredProperty<'_>) -> Option<String> {
    if context.subject(&property.name).is_some() {
        return Some("it is the id of a subject".to_owned());
    }
    if special_property::is_special(&property.name) {
        return Some("it has a meaning of its own".to_owned());
    }
    let property_type = PropertyType::parse(property.property_type.as_ref()?)?;
    (property_type != PropertyType::String).then(|| format!("it is `{}`", property_type.name()))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, properties};

    #[test]
    fn only_plain_strings() {
        check(properties("a: { type: string, sensitive: true }"), &[]);
        check(
            properties("a: { type: integer, sensitive: true }"),
            &["2:83 TD315 `a` cannot be sensitive: it is `integer`"],
        );
        check(
            properties("cluster_id: { type: UUID_PTR, sensitive: true }"),
            &["2:93 TD315 `cluster_id` cannot be sensitive: it is the id of a subject"],
        );
        check(
            properties("severity: { type: string, sensitive: true }"),
            &["2:89 TD315 `severity` cannot be sensitive: it has a meaning of its own"],
        );
        check(properties("a: { type: integer, sensitive: false }"), &[]);
    }
}
