//! A text holds a NUL character.

use super::Rule;
use crate::context::Context;
use crate::findings::Findings;

pub(crate) static RULE: Rule = Rule::error(
    "TD319",
    "unsendable-text",
    "a text holds a NUL character",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a message or a value of an `enum` that contains the character U+0000 (`\\0` in double
quotes).

## Why is this bad?

No store can hold it, so that every attempt to send the event would fail.

## Example

```yaml
message: "Disk\0is full"
```

Use instead:

```yaml
message: "Disk is full"
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let messages = context
        .events
        .iter()
        .filter_map(|event| event.message.as_ref());
    let values = context
        .properties()
        .filter_map(|(_, _, property)| property.values.as_ref())
        .flat_map(|values| &values.value);
    for text in messages
        .chain(values)
        .filter(|text| text.value.contains('\0'))
    {
        findings
            .report(&RULE, text.span, "this text holds a NUL character")
            .with_help("remove it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event, properties};

    #[test]
    fn no_store_holds_nul() {
        check(
            event(r#"message: "a\0b""#),
            &["2:12 TD319 this text holds a NUL character"],
        );
        check(
            properties(r#"a: { type: string, enum: ["a\0"] }"#),
            &["2:78 TD319 this text holds a NUL character"],
        );
    }
}
