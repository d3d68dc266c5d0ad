//! The catalog has no `x-events`.

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD012",
    "missing-events",
    "the catalog has no `x-events`",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a file whose top level is a mapping without the key `x-events`.

## Why is this bad?

It declares nothing; most likely it is another YAML file.

## Example

```yaml
events:
- name: host_bound
```

Use instead:

```yaml
x-events:
- name: host_bound
```
"#;

pub(crate) fn report(span: Span, findings: &mut Findings) {
    let help = "the events are a list under `x-events:`";
    findings
        .report(&RULE, span, "the catalog has no `x-events`")
        .with_help(help);
}
