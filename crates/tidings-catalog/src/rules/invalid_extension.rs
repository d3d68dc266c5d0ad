//! The value of an extension has no JSON form.

use super::Rule;
use crate::findings::{Findings, quoted};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD105",
    "invalid-extension",
    "the value of an extension has no JSON form",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports numbers in the value of an `x-*` key that JSON cannot hold exactly: infinities, `.nan`,
integers of more than 64 bits.

## Why is this bad?

Extensions are handed on as JSON; another value would take the place of this one.

## Example

```yaml
x-serial: 123456789012345678901234567890
```

Use instead:

```yaml
x-serial: "123456789012345678901234567890"
```
"#;

pub(crate) fn report(span: Span, text: &str, findings: &mut Findings) {
    let message = format!("the number {} has no exact form in JSON", quoted(text));
    findings
        .report(&RULE, span, message)
        .with_help("put it in quotes to keep it as text");
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn numbers_that_json_cannot_hold() {
        check(
            event("x-a: 123456789012345678901234567890"),
            &["2:8 TD105 the number `123456789012345678901234567890` has no exact form in JSON"],
        );
        check(
            event("x-a: [.inf, { b: .nan }]"),
            &[
                "2:9 TD105 the number `.inf` has no exact form in JSON",
                "2:20 TD105 the number `.nan` has no exact form in JSON",
            ],
        );
        check(
            event("x-a: -9223372036854775809"),
            &["2:8 TD105 the number `-9223372036854775809` has no exact form in JSON"],
        );
    }

    #[test]
    fn other_values_are_kept() {
        check(
            event("x-a: [-9223372036854775808, 18446744073709551615, 0x1F, 0o17, +1.5, yes, ~]"),
            &[],
        );
    }
}
