//! Aliases stand for too much.

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("TD005", "alias-limit", "aliases stand for too much", DOCS);

const DOCS: &str = r#"## What it does

Reports the alias (`*name`) with which all aliases together come to stand for more than a few
million characters. The rest of the file is not looked at.

## Why is this bad?

Aliases of aliases make a few lines stand for billions of values; whoever reads the file runs out of
memory.

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

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn aliases_of_aliases_are_stopped() {
        check(
            "x-a: &a [x, x, x, x, x, x, x, x, x, x]
x-b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
x-c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
x-d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
x-e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
x-f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
x-g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
x-h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g, *g]
x-events: []
",
            &["6:14 TD005 up to here, aliases stand for more than a catalog may hold"],
        );
    }

    #[test]
    fn plain_use_is_fine() {
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: &ids { host_id: UUID, infra_env_id: UUID } }
- { name: host_unbound, message: b, event_type: host, severity: info, properties: *ids }
", &[]);
    }
}
