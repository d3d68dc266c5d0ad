//! A key is not part of the format.

use std::fmt;

use super::Rule;
use crate::findings::{Findings, quoted};
use crate::suggest::Suggestions;
use crate::yaml::Entry;

pub(crate) static RULE: Rule = Rule::error(
    "TD103",
    "unknown-key",
    "a key is not part of the format",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports keys that the format does not know. Keys that begin with `x-` are allowed anywhere.

## Why is this bad?

It is most likely misspelt, so that what it says would be lost.

## Example

```yaml
- name: host_bound
  ratelimit: 1h
  ticket: HOST-12
```

Use instead:

```yaml
- name: host_bound
  rate_limit: 1h
  x-ticket: HOST-12
```
"#;

/// `owner` is what has the key, for the message; `known` what it may have.
pub(crate) fn report(
    entry: &Entry<'_>,
    owner: fmt::Arguments<'_>,
    known: &[&str],
    suggestions: &Suggestions,
    findings: &mut Findings,
) {
    let key = &*entry.key.text;
    let help = suggestions
        .did_you_mean(key, known.iter().copied())
        .unwrap_or_else(|| {
            format!(
                "the keys are {}; your own begin with `x-`",
                known.join(", ")
            )
        });
    let message = format!("unknown key {} in {owner}", quoted(key));
    findings
        .report(&RULE, entry.key_span, message)
        .with_help(help);
}
