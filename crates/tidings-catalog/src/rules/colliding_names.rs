//! Different names become the same in generated code.

use std::collections::HashMap;

use super::{Rule, invalid_name};
use crate::context::Context;
use crate::declared::{DeclaredEvent, DeclaredProperty, Text};
use crate::findings::{Findings, quoted};
use crate::names::case::{is_snake, snake};
use crate::names::rust;

pub(crate) static RULE: Rule = Rule::error(
    "TD203",
    "colliding-names",
    "different names become the same in generated code",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports events, properties and `enum` values whose names differ in the catalog but not in generated
code, where they are converted to the usual case of types, functions and fields. `host_bound` also
has the function `send_host_bound_at`.

## Why is this bad?

The generated code would define the same thing twice.

## Example

```yaml
- name: host_bound
- name: hostBound          # both are `HostBound`
- name: host_bound_at      # `send_host_bound_at` sends it, or `host_bound` at a given time
```

Rename one of them.
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    // Functions and statics differ where types do, but for those that send at a given time.
    let mut types = Names::with_capacity(context.events.len());
    for event in context.events {
        if let Some(name) = valid_name(event) {
            claim(&mut types, "event", rust::struct_name(name), name, findings);
            for property in event
                .properties()
                .iter()
                .filter(|known| known.values.is_some())
            {
                let generated = rust::enum_name(name, &property.name);
                claim(
                    &mut types,
                    "enum of property",
                    generated,
                    &property.name,
                    findings,
                );
            }
        }
        check_properties(event, findings);
    }
    check_functions_at(context.events, findings);
}

/// `x_at` is sent by the function that sends `x` at a given time.
fn check_functions_at(events: &[DeclaredEvent<'_>], findings: &mut Findings) {
    let is_at = |name: &&Text<'_>| snake(name).ends_with("_at");
    if !events
        .iter()
        .filter_map(valid_name)
        .any(|name| is_at(&name))
    {
        return;
    }
    let functions = events
        .iter()
        .filter_map(valid_name)
        .map(|name| (rust::send_at_function(name), name));
    let mut functions: Names<'_> = functions.collect();
    for name in events.iter().filter_map(valid_name).filter(is_at) {
        claim(
            &mut functions,
            "event",
            rust::send_function(name),
            name,
            findings,
        );
    }
}

fn check_properties(event: &DeclaredEvent<'_>, findings: &mut Findings) {
    // Those in snake case differ from each other in generated code as they do here; and arguments
    // differ where fields do.
    let unconverted = event
        .properties()
        .iter()
        .all(|property| is_snake(&property.name));
    let mut fields = Names::new();
    for property in event.properties() {
        let name = &property.name;
        if !unconverted && invalid_name::is_property_name(name) {
            claim(
                &mut fields,
                "property",
                rust::field_name(name),
                name,
                findings,
            );
        }
        check_values(property, findings);
    }
}

fn check_values(property: &DeclaredProperty<'_>, findings: &mut Findings) {
    let mut variants = Names::new();
    for value in property.values.iter().flat_map(|values| &values.value) {
        let variant = rust::variant_name(value);
        // One without a name is another finding.
        if !variant.is_empty() {
            claim(&mut variants, "value", variant, value, findings);
        }
    }
}

fn valid_name<'e, 'a>(event: &'e DeclaredEvent<'a>) -> Option<&'e Text<'a>> {
    event
        .name
        .as_ref()
        .filter(|name| invalid_name::is_event_name(name))
}

/// Names in generated code, and what has them.
type Names<'n> = HashMap<String, &'n Text<'n>>;

/// Takes a name for something declared, or reports that something else has it. The same declared
/// name again is another finding.
fn claim<'n>(
    names: &mut Names<'n>,
    what: &str,
    generated: String,
    declared: &'n Text<'n>,
    findings: &mut Findings,
) {
    match names.get(&generated) {
        Some(first) if first.value != declared.value => {
            let message = format!(
                "the {what} {} becomes {} in Rust, which is taken",
                quoted(declared),
                quoted(&generated)
            );
            let diagnostic = findings.report(&RULE, declared.span, message);
            diagnostic
                .with_label(first.span, "by this one")
                .with_help("rename one of them");
        }
        Some(_) => {}
        None => {
            names.insert(generated, declared);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, properties};

    #[test]
    fn events_that_become_the_same() {
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: hostBound, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &["3:11 TD203 the event `hostBound` becomes `HostBound` in Rust, which is taken"]);
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: host_bound_at, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &["3:11 TD203 the event `host_bound_at` becomes `send_host_bound_at` in Rust, which is taken", "3:11 TD401 the name `host_bound_at` does not end in past tense"]);
        check("x-events:
- { name: v1_2_released, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: v12_released, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &["3:11 TD203 the event `v12_released` becomes `V12Released` in Rust, which is taken"]);
    }

    #[test]
    fn properties_that_become_the_same() {
        check(
            properties("hostName: string, host_name: string"),
            &["2:70 TD203 the property `host_name` becomes `host_name` in Rust, which is taken"],
        );
        check(
            properties("self: string, self_: string"),
            &["2:66 TD203 the property `self_` becomes `self_` in Rust, which is taken"],
        );
        check(
            properties("sender: string, sender_: string"),
            &["2:68 TD203 the property `sender_` becomes `sender` in Rust, which is taken"],
        );
    }

    #[test]
    fn enums_that_become_the_same() {
        check(
            properties("a: { type: string, enum: [in-use, in_use] }"),
            &["2:86 TD203 the value `in_use` becomes `InUse` in Rust, which is taken"],
        );
        check(
            "x-events:
- name: host_bound
  message: a
  event_type: host
  severity: info
  properties: { host_id: UUID, infra_env_id: UUID, kind_changed: { type: string, enum: [a] } }
- name: host_bound_kind_changed
  message: b
  event_type: host
  severity: info
  properties: { host_id: UUID, infra_env_id: UUID }
",
            &[
                "7:9 TD203 the event `host_bound_kind_changed` becomes `HostBoundKindChanged` in Rust, which is taken",
            ],
        );
    }

    #[test]
    fn different_names_are_fine() {
        check("x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: host_unbound, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &[]);
        check("x-events:
- { name: Option_set, message: a, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
- { name: Self_set, message: b, event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }
", &[]);
    }
}
