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

Reports `{name}` in a message for which the event has no property. Braces around anything but an identifier are text.

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
        .filter(|event| event.properties.is_some())
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
    let mut places = Placeholders::new(context.text, message);
    let mut reported = HashSet::new();
    for piece in pieces(message) {
        let Piece::Placeholder { name, offset } = piece else {
            continue;
        };
        let span = places.find(name, offset);
        if event.property(name).is_none() && reported.insert(name) {
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
