//! A required key is missing.

use std::fmt;

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("TD102", "missing-key", "a required key is missing", DOCS);

const DOCS: &str = r#"## What it does

Reports an event without `name`, `message`, `event_type`, `severity` or `properties`, an event type
without `requires`, and a property in its long form without `type`.

## Why is this bad?

Nothing can be generated or sent without it, and a default would be a guess.

## Example

```yaml
- name: host_bound
  message: "Host was bound"
  event_type: host
  properties: { host_id: UUID, infra_env_id: UUID }
```

Use instead:

```yaml
- name: host_bound
  message: "Host was bound"
  event_type: host
  severity: info
  properties: { host_id: UUID, infra_env_id: UUID }
```
"#;

/// `owner` is what lacks the key, for the message; `span` where it stands.
pub(crate) fn report(key: &str, owner: fmt::Arguments<'_>, span: Span, findings: &mut Findings) {
    let help = match key {
        "severity" => "add `severity:` with info, warning, error or critical",
        "properties" => "add `properties:` with the event's properties, each `name: TYPE`",
        "requires" => {
            "add `requires:` with the ids that the event must have; `requires: []` for none"
        }
        "type" => "add `type:`, such as `type: string`",
        "message" => "add `message:` with the text, in which `{property}` is replaced",
        "event_type" => "add `event_type:`, such as `event_type: host`",
        _ => "add the key",
    };
    findings
        .report(&RULE, span, format!("{owner} has no `{key}`"))
        .with_help(help);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, properties};

    #[test]
    fn what_is_required_is_missed() {
        check(
            "x-events:
- name: host_bound
- {}
- message: a
",
            &[
                "2:9 TD102 event `host_bound` has no `message`",
                "2:9 TD102 event `host_bound` has no `event_type`",
                "2:9 TD102 event `host_bound` has no `severity`",
                "2:9 TD102 event `host_bound` has no `properties`",
                "3:3 TD102 this event has no `name`",
                "3:3 TD102 this event has no `message`",
                "3:3 TD102 this event has no `event_type`",
                "3:3 TD102 this event has no `severity`",
                "3:3 TD102 this event has no `properties`",
                "4:3 TD102 this event has no `name`",
                "4:3 TD102 this event has no `event_type`",
                "4:3 TD102 this event has no `severity`",
                "4:3 TD102 this event has no `properties`",
            ],
        );
        check(
            properties("a: { optional: true }"),
            &["2:52 TD102 property `a` has no `type`"],
        );
        check(
            "x-event-types: { order: { owner: [] } }
x-events: []
",
            &["1:18 TD102 event type `order` has no `requires`"],
        );
    }
}
