//! A placeholder has no property.

use std::collections::HashSet;

use super::Rule;
use crate::context::Context;
use crate::declared::{DeclaredEvent, Text};
use crate::findings::{Findings, quoted};
use crate::placeholder::Placeholders;
use crate::template::{Piece, pieces};

pub(crate) static RULE: Rule = Rule::error(
    "TD310",
    "unknown-placeholder",
    "a placeholder has no property",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports `{name}` in a message for which the event has no property. Braces around anything but an
identifier are text.

## Why is this bad?

It would stand in the message as it is, and what it should show would be lost.

## Example

```yaml
message: "Host {hostname} was bound"
properties: { host_name: string }
```

Use instead:

```yaml
message: "Host {host_name} was bound"
properties: { host_name: string }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for event in context
        .events
        .iter()
        .filter(|event| event.has_all_properties())
    {
        if let Some(message) = &event.message {
            check_message(context, event, message, findings);
        }
    }
}

fn check_message(
    context: &Context<'_, '_>,
    event: &DeclaredEvent<'_>,
    message: &Text<'_>,
    findings: &mut Findings,
) {
    let mut places = Placeholders::new(context.text(message.span.file), message);
    let mut reported = HashSet::new();
    for piece in pieces(message) {
        let Piece::Placeholder { name, offset } = piece else {
            continue;
        };
        let span = places.find(name, offset);
        // That a required one is missing is said elsewhere.
        let known = event.property(name).is_some() || context.requires(event, name);
        if !known && reported.insert(name) {
            let names = event
                .properties()
                .iter()
                .map(|property| &*property.name.value);
            let help = context.suggestions.did_you_mean(name, names);
            let help = help.unwrap_or_else(|| {
                "add it to the properties, or remove it from the message".to_owned()
            });
            let text = format!("{} has no property {}", event.title(), quoted(name));
            findings.report(&RULE, span, text).with_help(help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn placeholders_have_properties() {
        check(
            event(
                "message: Host {host_idd} {other} {host_idd}
properties: { host_id: UUID, infra_env_id: UUID }",
            ),
            &[
                "2:17 TD310 event `host_bound` has no property `host_idd`",
                "2:28 TD310 event `host_bound` has no property `other`",
            ],
        );
        check(
            event(r#"message: "Host {host}""#),
            &["2:18 TD310 event `host_bound` has no property `host`"],
        );
    }

    #[test]
    fn the_place_is_that_of_the_placeholder() {
        check(
            event("message: 'it''s {other} and {third}'"),
            &[
                "2:19 TD310 event `host_bound` has no property `other`",
                "2:31 TD310 event `host_bound` has no property `third`",
            ],
        );
        check(
            event(r#"message: "\t{other}, \x7bthird}, {fourth}""#),
            &[
                "2:12 TD310 event `host_bound` has no property `third`",
                "2:12 TD310 event `host_bound` has no property `fourth`",
                "2:15 TD310 event `host_bound` has no property `other`",
            ],
        );
        check(
            event(
                "message: >-
    folded
    {other}",
            ),
            &["4:7 TD310 event `host_bound` has no property `other`"],
        );
        check(
            event(
                "message: |
    {other}",
            ),
            &["3:7 TD310 event `host_bound` has no property `other`"],
        );
    }

    #[test]
    fn other_braces_are_text() {
        check(event("message: 'JSON {} {0} {a b} {{host_id}} }{'"), &[]);
    }
}
