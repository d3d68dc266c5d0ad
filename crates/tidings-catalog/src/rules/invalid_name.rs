//! A name is no identifier.

use super::Rule;
use crate::context::Context;
use crate::declared::Text;
use crate::findings::{Findings, quoted};
use crate::names::case::is_snake;
use crate::names::rust;

pub(crate) static RULE: Rule =
    Rule::error("TD202", "invalid-name", "a name is no identifier", DOCS);

const DOCS: &str = r#"## What it does

Reports names of events, properties and event types that are no ASCII identifiers, or that have no
letter from which names in generated code could be made (`_1`).

## Why is this bad?

From the name come a type, functions and fields in several languages.

## Example

```yaml
- name: host-bound
  properties: { "host name": string }
```

Use instead:

```yaml
- name: host_bound
  properties: { host_name: string }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for event_type in context.event_types.unwrap_or_default() {
        check_name(
            "event type",
            &event_type.name,
            is_ascii_identifier(&event_type.name),
            findings,
        );
    }
    for event in context.events {
        if let Some(name) = &event.name {
            check_name("event", name, is_event_name(name), findings);
        }
        for property in event.properties() {
            check_name(
                "property",
                &property.name,
                is_property_name(&property.name),
                findings,
            );
        }
    }
}

/// Whether code can be generated for an event of this name.
pub(crate) fn is_event_name(name: &str) -> bool {
    is_usual(name) || is_ascii_identifier(name) && rust::is_identifier(&rust::struct_name(name))
}

/// Whether code can be generated for a property of this name.
pub(crate) fn is_property_name(name: &str) -> bool {
    is_usual(name) || is_ascii_identifier(name) && rust::is_identifier(&rust::field_name(name))
}

/// Known to be right without a conversion.
fn is_usual(name: &str) -> bool {
    is_snake(name) && name.starts_with(|first: char| first.is_ascii_lowercase())
}

pub(super) fn is_ascii_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn check_name(what: &str, name: &Text<'_>, right: bool, findings: &mut Findings) {
    if !right {
        let message = format!("the {what} name {} is no identifier", quoted(name));
        let help = "a name has ASCII letters, digits and `_`, and begins with a letter";
        findings.report(&RULE, name.span, message).with_help(help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event, properties};

    #[test]
    fn names_are_identifiers() {
        check(
            event("name: host-bound"),
            &["2:9 TD202 the event name `host-bound` is no identifier"],
        );
        check(
            event("name: '1host_bound'"),
            &["2:9 TD202 the event name `1host_bound` is no identifier"],
        );
        check(
            event("name: hôst_bound"),
            &["2:9 TD202 the event name `hôst_bound` is no identifier"],
        );
        check(
            event("name: _1"),
            &["2:9 TD202 the event name `_1` is no identifier"],
        );
        check(
            event("name: ''"),
            &["2:9 TD202 the event name `` is no identifier"],
        );
        check(
            properties("host name: string"),
            &["2:52 TD202 the property name `host name` is no identifier"],
        );
        check(
            properties("_: string"),
            &["2:52 TD202 the property name `_` is no identifier"],
        );
        check(
            properties("1: string"),
            &["2:52 TD202 the property name `1` is no identifier"],
        );
        check(
            "x-event-types: { my-type: { requires: [] } }
x-events: []
",
            &["1:18 TD202 the event type name `my-type` is no identifier"],
        );
    }

    #[test]
    fn odd_ones_are_fine() {
        check(event("name: cluster_degraded_OLM_operators_failed"), &[]);
        check(
            properties("_a: string, B2: bool, type: string, self: string, sender: string"),
            &[],
        );
    }
}
