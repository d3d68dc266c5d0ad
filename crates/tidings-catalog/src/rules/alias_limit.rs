//! Aliases stand for too much.

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("TD005", "alias-limit", "aliases stand for too much", DOCS);

const DOCS: &str = r#"## What it does

Reports the alias (`*name`) with which all aliases together come to stand for more than a few million characters. The
rest of the file is not looked at.

## Why is this bad?

Aliases of aliases make a few lines stand for billions of values; whoever reads the file runs out of memory.

## Example

```yaml
a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]   # and so on
```

Write the values out, or generate the file.
"#;

pub(crate) fn report(span: Span, findings: &mut Findings) {
    let help = "write out what the aliases stand for";
    findings
        .report(
            &RULE,
            span,
            "up to here, aliases stand for more than a catalog may hold",
        )
        .with_help(help);
}
