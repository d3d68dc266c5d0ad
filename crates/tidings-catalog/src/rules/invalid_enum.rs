//! The values of an `enum` cannot be used.

use std::collections::HashMap;

use super::Rule;
use crate::catalog::{PropertyType, Severity};
use crate::context::Context;
use crate::declared::{DeclaredProperty, Text};
use crate::findings::{Findings, choices, quoted};
use crate::names::rust;
use crate::source::{Span, Spanned};

pub(crate) static RULE: Rule = Rule::error(
    "TD313",
    "invalid-enum",
    "the values of an `enum` cannot be used",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports an `enum` of a property that is not a `string`, or is the id of a subject; an `enum` without
values; a value that is empty, is there twice, or has no letter or digit from which a name could be
made; and, for the property `severity`, a value that is no severity.

## Why is this bad?

From the values comes a type with one variant each.

## Example

```yaml
reason: { type: string, enum: [disk_slow, disk_slow, ""] }
```

Use instead:

```yaml
reason: { type: string, enum: [disk_slow, disk_full] }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (_, _, property) in context.properties() {
        let Some(values) = &property.values else {
            continue;
        };
        if let Some(message) = impossible(context, property) {
            findings
                .report(&RULE, property.name.span, message)
                .with_help("remove the `enum`, or make the property a `string`");
        } else {
            check_values(property, values, findings);
        }
    }
}

fn impossible(context: &Context<'_, '_>, property: &DeclaredProperty<'_>) -> Option<String> {
    let name = quoted(&property.name);
    if context.subject(&property.name).is_some() {
        return Some(format!("the subject id {name} cannot have an `enum`"));
    }
    let property_type = PropertyType::parse(property.property_type.as_ref()?)?;
    (property_type != PropertyType::String).then(|| {
        format!(
            "only a `string` can have an `enum`, and {name} is `{}`",
            property_type.name()
        )
    })
}

fn check_values(
    property: &DeclaredProperty<'_>,
    values: &Spanned<Vec<Text<'_>>>,
    findings: &mut Findings,
) {
    if values.value.is_empty() {
        let message = format!("the `enum` of {} has no values", quoted(&property.name));
        findings
            .report(&RULE, values.span, message)
            .with_help("list the values that it may have");
    }
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for value in &values.value {
        if let Some(&first) = seen.get(&*value.value) {
            let diagnostic = findings.report(
                &RULE,
                value.span,
                format!("the value {} is there twice", quoted(value)),
            );
            diagnostic
                .with_label(first, "first here")
                .with_help("keep only one of them");
            continue;
        }
        seen.insert(value, value.span);
        check_value(property, value, findings);
    }
}

fn check_value(property: &DeclaredProperty<'_>, value: &Text<'_>, findings: &mut Findings) {
    if value.value.is_empty() {
        findings
            .report(&RULE, value.span, "a value is empty")
            .with_help("remove it; a property that may be absent is `optional: true`");
    } else if !rust::is_identifier(&rust::variant_name(value)) {
        let message = format!("no name can be made from the value {}", quoted(value));
        findings
            .report(&RULE, value.span, message)
            .with_help("a value needs a letter or a digit");
    } else if property.name.value == "severity" && Severity::parse(value).is_none() {
        let message = format!(
            "{} is no severity, and the property `severity` holds one",
            quoted(value)
        );
        let help = format!("use {}", choices(&Severity::ALL.map(Severity::name)));
        findings.report(&RULE, value.span, message).with_help(help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, properties};

    #[test]
    fn only_strings_have_values() {
        check(
            properties("a: { type: integer, enum: [b] }"),
            &["2:52 TD313 only a `string` can have an `enum`, and `a` is `integer`"],
        );
        check(
            properties("cluster_id: { type: UUID_PTR, enum: [b] }"),
            &["2:52 TD313 the subject id `cluster_id` cannot have an `enum`"],
        );
    }

    #[test]
    fn values_are_unique_and_not_empty() {
        check(
            properties("a: { type: string, enum: [] }"),
            &["2:77 TD313 the `enum` of `a` has no values"],
        );
        check(
            properties("a: { type: string, enum: [b, b, ''] }"),
            &[
                "2:81 TD313 the value `b` is there twice",
                "2:84 TD313 a value is empty",
            ],
        );
        check(
            properties("a: { type: string, enum: ['+', b] }"),
            &["2:78 TD313 no name can be made from the value `+`"],
        );
        check(
            properties("severity: { type: string, enum: [info, fatal] }"),
            &["2:91 TD313 `fatal` is no severity, and the property `severity` holds one"],
        );
        check(
            properties("a: { type: string, enum: [ready, 'größe', '1.5', in-use] }"),
            &[],
        );
    }

    #[test]
    fn values_that_could_not_be_read_are_no_missing_values() {
        check(
            properties("a: { type: string, enum: [no, 1] }"),
            &[
                "2:78 TD104 `no` is a boolean to readers of YAML 1.1",
                "2:82 TD101 an entry of `enum` is a number, expected text",
            ],
        );
    }
}
