//! Different names become the same in generated code.

use std::collections::{HashMap, HashSet};

use super::{Rule, invalid_name};
use crate::context::Context;
use crate::declared::{DeclaredEvent, Text};
use crate::findings::{Findings, quoted};
use crate::names::case::is_snake;
use crate::names::rust;
use crate::source::Span;

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
    let mut names = EventNames::default();
    let mut seen = HashSet::with_capacity(context.events.len());
    for event in context.events {
        // The same name again is another finding.
        let name = event
            .name
            .as_ref()
            .filter(|name| invalid_name::is_event_name(name) && seen.insert(&*name.value));
        if let Some(name) = name {
            names.add(name, event, findings);
        }
        check_properties(event, findings);
    }
}

/// What is defined beside each other in the generated code of a catalog.
#[derive(Default)]
struct EventNames {
    types: Names,
    functions: Names,
    statics: Names,
}

impl EventNames {
    /// One finding an event at most: its names mostly collide together.
    fn add(&mut self, name: &Text<'_>, event: &DeclaredEvent<'_>, findings: &mut Findings) {
        let mut report = Reporter {
            what: "the event",
            reported: false,
            findings,
        };
        report.add(&mut self.types, rust::struct_name(name), name);
        report.add(&mut self.functions, rust::send_function(name), name);
        report.add(&mut self.functions, rust::send_at_function(name), name);
        report.add(&mut self.statics, rust::static_name(name), name);
        for property in event
            .properties()
            .iter()
            .filter(|property| property.values.is_some())
        {
            let mut report = Reporter {
                what: "the enum of property",
                reported: false,
                findings: report.findings,
            };
            report.add(
                &mut self.types,
                rust::enum_name(name, &property.name),
                &property.name,
            );
        }
    }
}

fn check_properties(event: &DeclaredEvent<'_>, findings: &mut Findings) {
    let (mut fields, mut arguments) = (Names::default(), Names::default());
    // Those in snake case differ from each other in generated code as they do here.
    let unconverted = event
        .properties()
        .iter()
        .all(|property| is_snake(&property.name));
    for property in event.properties() {
        if !unconverted && invalid_name::is_property_name(&property.name) {
            let mut report = Reporter {
                what: "the property",
                reported: false,
                findings,
            };
            report.add(
                &mut fields,
                rust::field_name(&property.name),
                &property.name,
            );
            report.add(
                &mut arguments,
                rust::argument_name(&property.name),
                &property.name,
            );
        }
        if let Some(values) = &property.values {
            check_values(values, findings);
        }
    }
}

fn check_values(values: &[Text<'_>], findings: &mut Findings) {
    let (mut variants, mut seen) = (Names::default(), HashSet::new());
    // The same value again, and one without a name, are other findings.
    for value in values.iter().filter(|value| seen.insert(&*value.value)) {
        let variant = rust::variant_name(value);
        if !variant.is_empty() {
            Reporter {
                what: "the value",
                reported: false,
                findings,
            }
            .add(&mut variants, variant, value);
        }
    }
}

/// Names in generated code, and where what has them is declared.
type Names = HashMap<String, Span>;

struct Reporter<'f> {
    what: &'static str,
    reported: bool,
    findings: &'f mut Findings,
}

impl Reporter<'_> {
    fn add(&mut self, names: &mut Names, generated: String, declared: &Text<'_>) {
        match names.get(&generated) {
            Some(&first) if !self.reported => {
                self.reported = true;
                let message = format!(
                    "{} {} becomes {} in Rust, which is taken",
                    self.what,
                    quoted(declared),
                    quoted(&generated)
                );
                let diagnostic = self.findings.report(&RULE, declared.span, message);
                diagnostic
                    .with_label(first, "by this one")
                    .with_help("rename one of them");
            }
            Some(_) => {}
            None => {
                names.insert(generated, declared.span);
            }
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
