//! `tidings.toml` has a key that it cannot have.

use super::Rule;
use crate::findings::{Findings, choices, quoted};
use crate::source::Spanned;
use crate::suggest::Suggestions;

pub(crate) static RULE: Rule = Rule::error(
    "TD502",
    "unknown-config-key",
    "`tidings.toml` has a key that it cannot have",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports keys of a `tidings.toml` that mean nothing there, and keys of a `[[target]]` that are no
settings of its kind.

## Why is this bad?

It would change nothing, while its author believes that it does.

## Example

```toml
[[target]]
kind = "go"
out = "events/events.go"
pakage = "events"
```

Use instead:

```toml
package = "events"
```
"#;

pub(crate) fn report(
    key: &Spanned<String>,
    known: impl IntoIterator<Item = &'static str>,
    suggestions: &Suggestions,
    findings: &mut Findings,
) {
    let known: Vec<&str> = known.into_iter().collect();
    let help = suggestions.did_you_mean(key, known.iter().copied());
    let help = help.unwrap_or_else(|| format!("there is {}", choices(&known)));
    findings
        .report(&RULE, key.span, format!("unknown key {}", quoted(key)))
        .with_help(help);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_config;

    #[test]
    fn keys_that_mean_nothing() {
        check_config(
            "catalogue = \"events.yaml\"\n",
            &["1:1 TD502 unknown key `catalogue`"],
        );
        check_config(
            "[[target]]\nkind = \"go\"\nout = \"events.go\"\npakage = \"events\"\n",
            &["4:1 TD502 unknown key `pakage`"],
        );
        check_config(
            "[[target]]\nkind = \"go\"\nout = \"events.go\"\npackage = \"events\"\n",
            &[],
        );
    }
}
