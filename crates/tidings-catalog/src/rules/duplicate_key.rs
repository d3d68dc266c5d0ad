//! A mapping has the same key twice.

use super::Rule;
use crate::findings::{Findings, quoted};
use crate::source::Span;
use crate::yaml::Entry;

pub(crate) static RULE: Rule = Rule::error(
    "TD010",
    "duplicate-key",
    "a mapping has the same key twice",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a key that its mapping already has, at the top level (a second `x-events`) as well as in events, properties and
extensions. Its value is not looked at.

## Why is this bad?

Readers that accept it keep one of the two values and lose the other, mostly without a word.

## Example

```yaml
- name: host_bound
  severity: info
  severity: error
```

Keep the one that is meant.
"#;

/// `first` is where the key stands already.
pub(crate) fn report(entry: &Entry<'_>, first: Span, findings: &mut Findings) {
    let message = format!("the key {} is here a second time", quoted(&entry.key.text));
    findings
        .report(&RULE, entry.key_span, message)
        .with_label(first, "first here")
        .with_help("keep only one of them");
}
