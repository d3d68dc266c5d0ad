//! Aliases stand for too much.

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("TD005", "alias-limit", "aliases stand for too much", DOCS);

const DOCS: &str = r#"## What it does

Reports the alias (`*name`) with which all aliases together come to stand for more than 4,000,000
bytes and 16 times the size of the file, at most 128,000,000. Each text, list and mapping that an
alias stands for counts its own bytes and 16 more. The rest of the file is not looked at.

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

/// How much aliases may stand for in a file of so many bytes.
pub(crate) fn limit(file: usize) -> usize {
    file.saturating_mul(16)
        .saturating_add(4_000_000)
        .min(128_000_000)
}

pub(crate) fn report(span: Span, reached: usize, limit: usize, findings: &mut Findings) {
    let message =
        format!("aliases stand for {reached} bytes up to here; the limit for this file is {limit}");
    let help = "write out what the aliases stand for";
    findings.report(&RULE, span, message).with_help(help);
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
            &[
                "6:14 TD005 aliases stand for 5841692 bytes up to here; the limit for this file is 4006320",
            ],
        );
    }

    #[test]
    fn plain_use_is_fine() {
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: &ids { host_id: UUID, infra_env_id: UUID } }
- { name: host_unbound, message: b, event_type: host, severity: info, properties: *ids }
", &[]);
    }

    #[test]
    fn many_events_may_share_their_properties() {
        let mut text =
            "x-p: &p { host_id: UUID, infra_env_id: UUID, a: string, b: bool }\nx-events:\n"
                .to_owned();
        for number in 0..20_000 {
            text += &format!(
                "- {{ name: host_{number:05}_bound, message: m{number}, event_type: host, severity: info, properties: *p }}\n"
            );
        }
        check(text, &[]);
    }
}
