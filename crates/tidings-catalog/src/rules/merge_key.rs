//! A mapping uses a merge key.

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("TD008", "merge-key", "a mapping uses a merge key", DOCS);

const DOCS: &str = r#"## What it does

Reports `<<`, by which YAML 1.1 merges another mapping into this one. The merged mapping is not
looked at.

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

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event, properties};

    #[test]
    fn merge_keys_are_refused() {
        check(
            properties("<<: { a: string }"),
            &["2:52 TD008 merge keys are not part of the format"],
        );
        check(
            event("<<: *none"),
            &[
                "2:3 TD008 merge keys are not part of the format",
                "2:7 TD006 no anchor `&none` stands before this alias",
            ],
        );
    }

    #[test]
    fn in_quotes_it_is_a_key() {
        check(
            event(r#""<<": 1"#),
            &["2:3 TD103 unknown key `<<` in event `host_bound`"],
        );
    }

    #[test]
    fn nothing_is_missing_that_may_be_merged() {
        check(
            "x-base: &base { severity: info }
x-events:
- { <<: *base, name: host_bound, message: '{host_id} {reason}', event_type: host, properties: { <<: *base } }
",
            &[
                "3:5 TD008 merge keys are not part of the format",
                "3:97 TD008 merge keys are not part of the format",
            ],
        );
    }
}
