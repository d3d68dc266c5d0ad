//! A severity is none of the four.

use super::{Rule, choice};
use crate::catalog::Severity;
use crate::context::Context;
use crate::findings::Findings;

pub(crate) static RULE: Rule = Rule::error(
    "TD302",
    "unknown-severity",
    "a severity is none of the four",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports a `severity` that is not `info`, `warning`, `error` or `critical`.

## Why is this bad?

Counts, filters and alerts go by these four.

## Example

```yaml
severity: fatal
```

Use instead:

```yaml
severity: critical
```

`tidings explain severity` says when to use which.
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let names = Severity::ALL.map(Severity::name);
    let words = context
        .events
        .iter()
        .filter_map(|event| event.severity.as_ref());
    choice::check(&RULE, "severity", &names, words, context, findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, event};

    #[test]
    fn there_are_four() {
        check(
            event("severity: critcal"),
            &["2:13 TD302 unknown severity `critcal`"],
        );
        check(
            event("severity: Info"),
            &["2:13 TD302 unknown severity `Info`"],
        );
        check(
            event("severity: fatal"),
            &["2:13 TD302 unknown severity `fatal`"],
        );
        check(event("severity: critical"), &[]);
    }

    #[test]
    fn a_misspelt_one_is_fixed() {
        for (wrong, right) in [
            ("Error", "error"),
            ("'WARNING'", "'warning'"),
            (r#""critcal" # bad"#, r#""critical" # bad"#),
            ("warn", "warning"),
            ("fatal", "fatal"),
            (r#""\x65rorr""#, r#""\x65rorr""#),
        ] {
            let event = |severity| event(&format!("severity: {severity}"));
            check_fix(event(wrong), event(right));
        }
    }
}
