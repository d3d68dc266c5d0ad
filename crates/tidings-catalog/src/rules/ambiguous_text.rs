//! Text that YAML 1.1 reads as something else.

use super::Rule;
use crate::diagnostic::Edit;
use crate::findings::{Findings, quoted};
use crate::scalar::{Meaning, older_meaning};
use crate::source::Span;
use crate::yaml::{Entry, Scalar};

pub(crate) static RULE: Rule = Rule::error(
    "TD104",
    "ambiguous-text",
    "text that YAML 1.1 reads as something else",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports text without quotes that YAML 1.2 reads as text and YAML 1.1 as something else: `yes`, `no`,
`on` and `off` as booleans, `1_000` and `1:30` as numbers, `2026-11-01` as a date. (`010` is a
number to both.)

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
        .with_fix(
            "put it in quotes",
            [Edit {
                span,
                text: replacement,
            }],
        );
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, event, properties};

    #[test]
    fn text_that_yaml_1_1_reads_otherwise() {
        check(
            event("message: yes"),
            &["2:12 TD104 `yes` is a boolean to readers of YAML 1.1"],
        );
        check(
            event("message: 1:30"),
            &["2:12 TD104 `1:30` is a number to readers of YAML 1.1"],
        );
        check(
            event("severity: on"),
            &["2:13 TD104 `on` is a boolean to readers of YAML 1.1"],
        );
        check(
            properties("reason: { type: string, enum: [no, 1_000, up] }"),
            &[
                "2:83 TD104 `no` is a boolean to readers of YAML 1.1",
                "2:87 TD104 `1_000` is a number to readers of YAML 1.1",
            ],
        );
        check(
            properties("on: string"),
            &["2:52 TD104 `on` is a boolean to readers of YAML 1.1"],
        );
        check(
            properties("null: string"),
            &["2:52 TD104 `null` is null in YAML"],
        );
        check(
            properties("true: string"),
            &["2:52 TD104 `true` is a boolean in YAML"],
        );
        check(
            event("deprecated: { since: 2026-11-01 }"),
            &["2:24 TD104 `2026-11-01` is a date to readers of YAML 1.1"],
        );
        check(
            event("owners: [=]"),
            &["2:12 TD104 `=` is a special key to readers of YAML 1.1"],
        );
    }

    #[test]
    fn in_quotes_it_is_text() {
        check(event("message: 'yes'"), &[]);
        check(properties(r#""on": string"#), &[]);
        check(properties("y: string, n: string"), &[]);
        check(event(r#"deprecated: { since: "2026-11-01" }"#), &[]);
    }

    #[test]
    fn it_is_put_in_quotes() {
        check_fix(event("message: yes # no"), event("message: \"yes\" # no"));
        check_fix(properties("on: string"), properties("\"on\": string"));
    }
}
