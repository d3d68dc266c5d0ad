//! A mapping uses a merge key.

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("TD008", "merge-key", "a mapping uses a merge key", DOCS);

const DOCS: &str = r#"## What it does

Reports `<<`, by which YAML 1.1 merges another mapping into this one. The merged mapping is not looked at.

## Why is this bad?

Merge keys are not part of YAML 1.2: some readers merge, others see a key called `<<`.

## Example

```yaml
properties:
  <<: *ids
  reason: string
```

Use instead:

```yaml
properties: { host_id: UUID, infra_env_id: UUID, reason: string }
```

An alias for a whole value (`properties: *ids`) is fine.
"#;

pub(crate) fn report(span: Span, findings: &mut Findings) {
    let help = "write the keys out; an alias for a whole value is fine";
    findings
        .report(&RULE, span, "merge keys are not part of the format")
        .with_help(help);
}
