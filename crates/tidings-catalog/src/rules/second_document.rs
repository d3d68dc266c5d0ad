//! The file has a second document.

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD009",
    "second-document",
    "the file has a second document",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports `---` where a second YAML document begins. Only the first one is looked at.

## Why is this bad?

A catalog is one document. Readers that expect one either stop at the second or silently leave it
out.

## Example

```yaml
x-events: []
---
x-events: []
```

Put all events under one `x-events`.
"#;

pub(crate) fn report(span: Span, findings: &mut Findings) {
    let help = "put everything into one document";
    findings
        .report(&RULE, span, "a second document begins here")
        .with_help(help);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn the_first_is_checked() {
        check(
            "x-events: []
---
x-events: [
",
            &["2:1 TD009 a second document begins here"],
        );
        check(
            "x-event: []
---
",
            &[
                "1:1 TD012 the catalog has no `x-events`",
                "2:1 TD009 a second document begins here",
            ],
        );
        check(
            "events: []
---
",
            &[
                "1:1 TD103 unknown key `events` in the catalog",
                "2:1 TD009 a second document begins here",
            ],
        );
    }

    #[test]
    fn an_end_is_no_second_document() {
        check(
            "---
x-events: []
...
",
            &[],
        );
    }
}
