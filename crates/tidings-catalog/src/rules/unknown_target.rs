//! `tidings.toml` asks for a target that there is not.

use super::Rule;
use crate::config::TargetKind;
use crate::findings::{Findings, choices, quoted};
use crate::source::Spanned;
use crate::suggest::Suggestions;

pub(crate) static RULE: Rule = Rule::error(
    "TD504",
    "unknown-target",
    "`tidings.toml` asks for a target that there is not",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a `kind` of a `[[target]]` that cannot be generated.

## Why is this bad?

Nothing would be generated.

## Example

```toml
[[target]]
kind = "golang"
```

Use instead:

```toml
[[target]]
kind = "go"
```
"#;

pub(crate) fn report(
    kind: &Spanned<String>,
    known: &[TargetKind],
    suggestions: &Suggestions,
    findings: &mut Findings,
) {
    let names: Vec<&str> = known.iter().map(|known| known.name).collect();
    let help = suggestions.did_you_mean(kind, names.iter().copied());
    let help = help.unwrap_or_else(|| format!("there is {}", choices(&names)));
    findings
        .report(&RULE, kind.span, format!("unknown target {}", quoted(kind)))
        .with_help(help);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_config;

    #[test]
    fn targets_that_there_are_not() {
        check_config(
            "[[target]]\nkind = \"cobol\"\nout = \"x\"\n",
            &["2:8 TD504 unknown target `cobol`"],
        );
    }
}
