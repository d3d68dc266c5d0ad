//! A value is of the wrong kind.

use std::fmt;

use super::Rule;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::scalar::Meaning;
use crate::yaml::{Content, Node};

pub(crate) static RULE: Rule =
    Rule::error("TD101", "wrong-kind", "a value is of the wrong kind", DOCS).fixable();

const DOCS: &str = r#"## What it does

Reports a value that is no text, boolean, list or mapping where the format wants one: a number as a
name, a list as properties. The value is not looked at further.

## Why is this bad?

Each reader would make something else of it.

## Example

```yaml
- name: 12
  owners: team-hosts
```

Use instead:

```yaml
- name: "12"
  owners: [team-hosts]
```

(`"12"` is text, though no good name.)
"#;

/// What the format wants in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Text,
    Boolean,
    List,
    Mapping,
}

/// Reports that `what`, which is `node`, is not what is wanted; silent when a finding has made the
/// node unusable.
pub(crate) fn report(
    findings: &mut Findings,
    node: &Node<'_>,
    what: fmt::Arguments<'_>,
    wanted: Wanted,
) {
    let Some(found) = kind(node) else { return };
    let message = match found {
        "nothing" => format!("{what} has no value, expected {}", wanted.name()),
        _ => format!("{what} is {found}, expected {}", wanted.name()),
    };
    let diagnostic = findings.report(&RULE, node.span, message);
    if wanted == Wanted::Text
        && let Some(help) = word_help(&what.to_string())
    {
        diagnostic.with_help(help);
        return;
    }
    match &node.content {
        Content::Scalar(scalar) if wanted == Wanted::Text && !scalar.text.is_empty() => {
            diagnostic.with_help("put it in quotes if text is meant");
            if Meaning::of(&scalar.text) != Meaning::Null {
                let text = format!("\"{}\"", scalar.text);
                let span = node.span;
                diagnostic.with_fix("put it in quotes", [Edit { span, text }]);
            }
        }
        _ => {
            diagnostic.with_help(wanted.help());
        }
    }
}

/// What to write where not every text is right, so that quotes would only lead to the next finding.
fn word_help(what: &str) -> Option<&'static str> {
    Some(match what {
        "`severity`" => "use `info`, `warning`, `error` or `critical`",
        "`category`" => "use `user` or `metrics`",
        "`event_type`" => "write the name of an event type, such as `host`",
        "`rate_limit`" => "a duration has a unit: `60s`, `1h`",
        "`name`" => "write a name such as `host_bound`",
        "`type`" => "write a type, such as `string`",
        _ if what.starts_with("the type of property") => "write a type, such as `string`",
        _ => return None,
    })
}

impl Wanted {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Boolean => "`true` or `false`",
            Self::List => "a list",
            Self::Mapping => "a mapping",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Text => "write a text",
            Self::Boolean => "write `true` or `false`, without quotes",
            Self::List => "write it as a list: `[..]`, or entries that begin with `- `",
            Self::Mapping => "write it as `key: value` pairs",
        }
    }
}

fn kind(node: &Node<'_>) -> Option<&'static str> {
    Some(match &node.content {
        Content::Unusable => return None,
        Content::Sequence(_) => "a list",
        Content::Mapping(_) => "a mapping",
        Content::Scalar(scalar) if !scalar.plain => "text",
        Content::Scalar(scalar) => match Meaning::of(&scalar.text) {
            Meaning::Null if scalar.text.is_empty() => "nothing",
            Meaning::Null => "null",
            Meaning::Boolean(_) => "a boolean",
            Meaning::Integer | Meaning::Float => "a number",
            Meaning::Text => "text",
        },
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, check_no_fix, event, properties};

    #[test]
    fn the_top_level_is_a_mapping() {
        check(
            "- name: a
",
            &["1:1 TD101 the catalog is a list, expected a mapping"],
        );
        check(
            "events
",
            &["1:1 TD101 the catalog is text, expected a mapping"],
        );
        check(
            "x-events:
",
            &["1:9 TD101 `x-events` has no value, expected a list"],
        );
        check(
            "x-events: { a: 1 }
",
            &["1:11 TD101 `x-events` is a mapping, expected a list"],
        );
        check(
            "x-events: [a, [b], null]
",
            &[
                "1:12 TD101 this event is text, expected a mapping",
                "1:15 TD101 this event is a list, expected a mapping",
                "1:20 TD101 this event is null, expected a mapping",
            ],
        );
        check(
            "x-events: []
x-event-types: [host]
",
            &["2:16 TD101 `x-event-types` is a list, expected a mapping"],
        );
    }

    #[test]
    fn texts_are_texts() {
        check(
            event("name: 12"),
            &["2:9 TD101 `name` is a number, expected text"],
        );
        check(
            event("message: true"),
            &["2:12 TD101 `message` is a boolean, expected text"],
        );
        check(
            event("message:"),
            &["2:10 TD101 `message` has no value, expected text"],
        );
        check(
            event("message: ~"),
            &["2:12 TD101 `message` is null, expected text"],
        );
        check(
            event("severity: [info]"),
            &["2:13 TD101 `severity` is a list, expected text"],
        );
        check(
            event("event_type: { host: 1 }"),
            &["2:15 TD101 `event_type` is a mapping, expected text"],
        );
        check(
            event("description: 0x1F"),
            &["2:16 TD101 `description` is a number, expected text"],
        );
        check(
            event("rate_limit: 60"),
            &["2:15 TD101 `rate_limit` is a number, expected text"],
        );
        check(event("message: '12'"), &[]);
    }

    #[test]
    fn where_a_word_is_wanted_quotes_are_not_offered() {
        for keys in ["rate_limit: 60", "severity: 1", "name: ~", "category: null"] {
            let checked = crate::check(&crate::Sources::single("events.yaml", event(keys)));
            let help = checked.diagnostics[0].help.as_deref();
            assert!(
                help.is_some_and(|help| !help.contains("quotes")),
                "{keys}: {help:?}"
            );
            assert!(checked.diagnostics[0].fix.is_none(), "{keys}");
        }
    }

    #[test]
    fn lists_mappings_and_booleans_too() {
        check(
            event("properties: [a]"),
            &["2:15 TD101 `properties` is a list, expected a mapping"],
        );
        check(
            event("properties: 1"),
            &["2:15 TD101 `properties` is a number, expected a mapping"],
        );
        check(
            event("owners: team"),
            &["2:11 TD101 `owners` is text, expected a list"],
        );
        check(
            event("allow: { a: 1 }"),
            &["2:10 TD101 `allow` is a mapping, expected a list"],
        );
        check(
            event("owners: [1, team]"),
            &["2:12 TD101 an entry of `owners` is a number, expected text"],
        );
        check(
            event("deprecated: true"),
            &["2:15 TD101 `deprecated` is a boolean, expected a mapping"],
        );
        check(
            properties("a: 1"),
            &["2:55 TD101 the type of property `a` is a number, expected text"],
        );
        check(
            properties("a: [string]"),
            &["2:55 TD101 the type of property `a` is a list, expected text"],
        );
        check(
            properties("a: { type: string, sensitive: yes, optional: 'true' }"),
            &[
                "2:82 TD101 `sensitive` is text, expected `true` or `false`",
                "2:97 TD101 `optional` is text, expected `true` or `false`",
            ],
        );
        check(
            "x-events: []
x-event-types: { order: [order_id] }
",
            &["2:25 TD101 event type `order` is a list, expected a mapping"],
        );
        check(
            "x-events: []
? [a]
: 1
",
            &["2:3 TD101 a key is a list, expected text"],
        );
    }

    #[test]
    fn an_event_without_properties_may_leave_them_empty() {
        check(
            "x-event-types: { service: { requires: [] } }
x-events:
- name: service_started
  message: a
  event_type: service
  severity: info
  properties:
",
            &[],
        );
    }

    #[test]
    fn numbers_and_booleans_are_put_in_quotes_where_text_is_wanted() {
        check_fix(event("message: true"), event("message: \"true\""));
        check_fix(event("owners: [1, a]"), event("owners: [\"1\", a]"));
        check_no_fix(event("message: ~"));
        check_no_fix(event("severity: 1"));
    }
}
