//! A value has a YAML tag.

use super::Rule;
use crate::findings::{Findings, quoted};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error("TD007", "yaml-tag", "a value has a YAML tag", DOCS);

const DOCS: &str = r#"## What it does

Reports tags such as `!!str`, `!include` or `!!python/object`. The tagged value is not looked at.

## Why is this bad?

Each YAML reader gives tags another meaning; some run code for them.

## Example

```yaml
since: !!str 2026-11-01
```

Use instead:

```yaml
since: "2026-11-01"
```

The kinds of all values are fixed by the format, so that no tag is needed.
"#;

/// `written` is the tag as it stands in the text.
pub(crate) fn report(written: &str, span: Span, findings: &mut Findings) {
    let message = format!(
        "YAML tags such as {} are not part of the format",
        quoted(written)
    );
    findings
        .report(&RULE, span, message)
        .with_help("remove the tag; put text that begins with `!` in quotes");
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn tags_are_refused() {
        check(
            event("message: !!str 12"),
            &["2:12 TD007 YAML tags such as `!!str` are not part of the format"],
        );
        check(
            event("properties: !map { host_id: UUID }"),
            &["2:15 TD007 YAML tags such as `!map` are not part of the format"],
        );
        check(
            "x-events: !!python/object:os.system [x]
",
            &[
                "1:11 TD007 YAML tags such as `!!python/object:os.system` are not part of the format",
            ],
        );
        check(
            "x-events: []
x-a: !include other.yaml
!t x-b: 1
",
            &[
                "2:6 TD007 YAML tags such as `!include` are not part of the format",
                "3:1 TD007 YAML tags such as `!t` are not part of the format",
            ],
        );
    }
}
