//! An event type is not declared.

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, choices, quoted};
use crate::suggest::Meant;

pub(crate) static RULE: Rule = Rule::error(
    "TD301",
    "unknown-event-type",
    "an event type is not declared",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports an `event_type` that is none of the catalog's: `cluster`, `host` and `infra_env`, or those
of `x-event-types` where the catalog has it.

## Why is this bad?

The event type says which ids the event must have.

## Example

```yaml
event_type: hosts
```

Use instead:

```yaml
event_type: host
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let Some(event_types) = context.event_types else {
        return;
    };
    for name in context
        .events
        .iter()
        .filter_map(|event| event.event_type.as_ref())
    {
        if context.event_type(name).is_some() {
            continue;
        }
        let names = || event_types.iter().map(|event_type| &*event_type.name.value);
        let meant = context.suggestions.meant(name, names());
        let help = meant.map_or_else(|| known(names()), Meant::help);
        findings
            .report(
                &RULE,
                name.span,
                format!("unknown event type {}", quoted(name)),
            )
            .with_help(help)
            .with_respelling(context, name, meant);
    }
}

fn known<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.take(MOST_NAMES + 1).collect();
    match names.as_slice() {
        [] => "`x-event-types` declares no event type".to_owned(),
        names if names.len() <= MOST_NAMES => format!("use {}", choices(names)),
        _ => "use one of those that `x-event-types` declares, or declare it there".to_owned(),
    }
}

/// How many are worth listing.
const MOST_NAMES: usize = 8;

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, check_no_fix, event};

    #[test]
    fn the_type_is_declared() {
        check(
            event("event_type: hosts"),
            &["2:15 TD301 unknown event type `hosts`"],
        );
        check(
            event("event_type: service"),
            &["2:15 TD301 unknown event type `service`"],
        );
        check(
            "x-event-types: {}
x-events:
- name: a_done
  message: a
  event_type: host
  severity: info
  properties: {}
",
            &["5:15 TD301 unknown event type `host`"],
        );
    }

    #[test]
    fn a_misspelt_one_is_fixed() {
        check_fix(event("event_type: Hosts"), event("event_type: host"));
        check_fix(event("event_type: HOST"), event("event_type: host"));
        check_fix(event("event_type: hots"), event("event_type: host"));
        check_no_fix(event("event_type: service"));
        let declared = |name| {
            format!(
                "x-event-types: {{ order_1: {{ requires: [] }} }}
x-events:
- {{ name: order_placed, message: a, event_type: {name}, severity: info, properties: {{}} }}
"
            )
        };
        check_fix(declared("oder_1"), declared("order_1"));
        check_no_fix(declared("order_2"));
    }

    #[test]
    fn a_fix_that_makes_it_worse_is_left_out() {
        // Then two ids would be forbidden, and one be missing; what else is wrong is fixed.
        check_fix(
            event("event_type: clster\nseverity: Info\ncategory: users"),
            event("event_type: clster\nseverity: info\ncategory: user"),
        );
    }
}
