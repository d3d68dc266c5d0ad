//! An alias has no anchor.

use super::Rule;
use crate::findings::{Findings, quoted};
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("TD006", "unknown-alias", "an alias has no anchor", DOCS);

const DOCS: &str = r#"## What it does

Reports an alias (`*name`) whose anchor (`&name`) does not stand before it, or that stands within
what the anchor marks.

## Why is this bad?

There is no value that it could stand for.

## Example

```yaml
- name: host_bound
  properties: { host_id: UUID, infra_env_id: UUID }
- name: host_unbound
  properties: *ids
```

Use instead:

```yaml
- name: host_bound
  properties: &ids { host_id: UUID, infra_env_id: UUID }
- name: host_unbound
  properties: *ids
```
"#;

pub(crate) fn report(name: &str, span: Span, findings: &mut Findings) {
    let message = format!(
        "no anchor {} stands before this alias",
        quoted(&format!("&{name}"))
    );
    findings
        .report(&RULE, span, message)
        .with_help("put text that begins with `*` in quotes, or add the anchor");
}

/// For an alias, written as `*name`, within what its anchor marks.
pub(crate) fn report_recursive(written: &str, span: Span, findings: &mut Findings) {
    let message = format!(
        "the alias {} stands within what it stands for",
        quoted(written)
    );
    findings
        .report(&RULE, span, message)
        .with_help("write out what it should stand for");
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn an_alias_needs_an_anchor_before_it() {
        check(
            event("message: *text"),
            &["2:12 TD006 no anchor `&text` stands before this alias"],
        );
        check(
            "x-a: *b
x-b: &b 1
x-events: []
",
            &["1:6 TD006 no anchor `&b` stands before this alias"],
        );
        check(
            "x-a: &a [*a]
x-events: []
",
            &["1:10 TD006 the alias `*a` stands within what it stands for"],
        );
    }
}
