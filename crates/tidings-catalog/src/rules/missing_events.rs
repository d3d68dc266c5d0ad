//! The catalog has no `x-events`.

use super::Rule;
use crate::findings::{Findings, quoted};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD012",
    "missing-events",
    "the catalog has no `x-events`",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a file whose top level is a mapping without the key `x-events`. Of a catalog of several
files those that declare `x-event-types` need no events.

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

/// `near` is an extension that may have been meant.
pub(crate) fn report(span: Span, near: Option<&str>, findings: &mut Findings) {
    let help = match near {
        Some(near) => format!(
            "did you mean `x-events`? {} is read as an extension",
            quoted(near)
        ),
        None => "the events are a list under `x-events:`".to_owned(),
    };
    findings
        .report(&RULE, span, "the catalog has no `x-events`")
        .with_help(help);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_mapping_without_events() {
        check(
            "x-event-types: {}
",
            &["1:1 TD012 the catalog has no `x-events`"],
        );
        check(
            "{}
",
            &["1:1 TD012 the catalog has no `x-events`"],
        );
    }
}
