//! A placeholder has no property.

use std::collections::HashMap;

use super::Rule;
use crate::context::Context;
use crate::declared::{DeclaredEvent, Text};
use crate::diagnostic::Edit;
use crate::findings::{Findings, quoted};
use crate::placeholder::Placeholders;
use crate::source::Span;
use crate::suggest::Meant;
use crate::template::{Piece, pieces};

pub(crate) static RULE: Rule = Rule::error(
    "TD310",
    "unknown-placeholder",
    "a placeholder has no property",
    DOCS,
)
.fixable();

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
    let text = context.text(message.span.file);
    for (name, spans) in unknown(context, event, message) {
        let names = event
            .properties()
            .iter()
            .map(|property| &*property.name.value);
        let meant = context.suggestions.meant(name, names);
        let help = meant.map_or_else(
            || "add it to the properties, or remove it from the message".to_owned(),
            Meant::help,
        );
        let told = format!("{} has no property {}", event.title(), quoted(name));
        let finding = findings.report(&RULE, spans[0], told);
        finding.with_help(help);
        // A shorter name may be anything's.
        let certain = meant.filter(|meant| meant.certain && !meant.name.starts_with(name));
        if let Some(Meant { name: meant, .. }) = certain {
            let edits = spans
                .iter()
                .filter_map(|&span| respelt(text, span, name, meant));
            finding.with_fix(format!("write `{{{meant}}}`"), edits);
        }
    }
}

/// The placeholders without a property, and where each stands.
fn unknown<'m>(
    context: &Context<'_, '_>,
    event: &DeclaredEvent<'_>,
    message: &'m Text<'_>,
) -> Vec<(&'m str, Vec<Span>)> {
    let mut places = Placeholders::new(context.text(message.span.file), message);
    let mut unknown: Vec<(&str, Vec<Span>)> = Vec::new();
    let mut indices = HashMap::new();
    for piece in pieces(message) {
        let Piece::Placeholder { name, offset } = piece else {
            continue;
        };
        let span = places.find(name, offset);
        // That a required one is missing is said elsewhere.
        if event.property(name).is_some() || context.requires(event, name) {
            continue;
        }
        let index = *indices.entry(name).or_insert(unknown.len());
        match unknown.get_mut(index) {
            Some((_, spans)) => spans.push(span),
            None => unknown.push((name, vec![span])),
        }
    }
    unknown
}

/// None where the place is not that of the placeholder alone.
fn respelt(text: &str, span: Span, name: &str, meant: &str) -> Option<Edit> {
    let written = text[span.range()].strip_prefix('{')?.strip_suffix('}')?;
    (written == name).then(|| Edit {
        span,
        text: format!("{{{meant}}}"),
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, event};

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

    #[test]
    fn a_misspelt_one_is_fixed_wherever_it_stands() {
        let event = |message: &str| {
            event(&format!(
                "message: {message}\nproperties: {{ host_id: UUID, infra_env_id: UUID, host_name: string, reason_info: string }}"
            ))
        };
        for (wrong, right) in [
            (
                "Host {hsot_name}, {hsot_name}",
                "Host {host_name}, {host_name}",
            ),
            (r#""a \t {Host_name}""#, r#""a \t {host_name}""#),
            (
                "'it''s {hostname}' # {hostname}",
                "'it''s {host_name}' # {hostname}",
            ),
            ("a {host_idd} {disk}", "a {host_id} {disk}"),
            ("a {reason}", "a {reason}"),
            ("a {node_name}", "a {node_name}"),
            (r#""{hostname\x7d""#, r#""{hostname\x7d""#),
            (
                ">-\n    {infra_env}\n    {hostname}",
                ">-\n    {infra_env}\n    {host_name}",
            ),
        ] {
            check_fix(event(wrong), event(right));
        }
    }
}
