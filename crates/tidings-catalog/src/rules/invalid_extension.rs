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

Reports numbers in the value of an `x-*` key that JSON cannot hold exactly: infinities, `.nan`, integers of more than 64 bits.

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
