//! Text that YAML 1.1 reads as something else.

use super::Rule;
use crate::findings::{Findings, quoted};
use crate::scalar::{Meaning, older_meaning};
use crate::source::Span;
use crate::yaml::{Entry, Scalar};

pub(crate) static RULE: Rule = Rule::error(
    "TD104",
    "ambiguous-text",
    "text that YAML 1.1 reads as something else",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports text without quotes that YAML 1.2 reads as text and YAML 1.1 as something else: `yes`, `no`, `on` and `off` as
booleans, `1_000` and `1:30` as numbers, `2026-11-01` as a date. (`010` is a number to both.)

## Why is this bad?

Many readers, PyYAML among them, still read YAML 1.1: to them the same file says something else.

## Example

```yaml
properties:
  on: string
deprecated: { since: 2026-11-01 }
```

Use instead:

```yaml
properties:
  "on": string
deprecated: { since: "2026-11-01" }
```
"#;

/// Whether the scalar, which is text, is the same text to every reader.
pub(crate) fn check(scalar: &Scalar<'_>, span: Span, findings: &mut Findings) -> bool {
    let Some(meaning) = older_meaning(&scalar.text).filter(|_| scalar.plain) else {
        return true;
    };
    report(
        &scalar.text,
        &format!("is {meaning} to readers of YAML 1.1"),
        span,
        findings,
    );
    false
}

/// Reports a key that is used as a name and is not the same text to every reader.
pub(crate) fn check_key(entry: &Entry<'_>, findings: &mut Findings) {
    let Entry { key, key_span, .. } = entry;
    if !key.plain || key.text.is_empty() {
        return;
    }
    match Meaning::of(&key.text) {
        Meaning::Text => {
            check(key, *key_span, findings);
        }
        // Names that are numbers are no identifiers, which is said elsewhere.
        Meaning::Integer | Meaning::Float => {}
        Meaning::Boolean(_) => report(&key.text, "is a boolean in YAML", *key_span, findings),
        Meaning::Null => report(&key.text, "is null in YAML", *key_span, findings),
    }
}

fn report(text: &str, meaning: &str, span: Span, findings: &mut Findings) {
    let replacement = format!("\"{text}\"");
    let message = format!("{} {meaning}", quoted(text));
    let diagnostic = findings.report(&RULE, span, message);
    diagnostic
        .with_help(format!("put it in quotes: `{replacement}`"))
        .with_fix("put it in quotes", span, replacement);
}
