//! The name does not end in past tense.

use super::{Rule, invalid_name};
use crate::context::Context;
use crate::findings::{Findings, quoted};
use crate::names::case::snake;
use crate::past_tense;

pub(crate) static RULE: Rule = Rule::warning(
    "TD401",
    "past-tense-name",
    "the name does not end in past tense",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports an event whose name does not end with a verb in past tense. Particles (`timed_out`) and
numbers at the end are skipped; irregular verbs are known.

## Why is this bad?

An event tells what happened: `host_bound` did, `host_bind` might be a command, `host_status` a
state.

## Example

```yaml
- name: host_status_update
```

Use instead:

```yaml
- name: host_status_updated
```

The name is constant for ever: where it is in use already, silence the rule with `allow:
[past-tense-name]`.
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (index, event) in context.events.iter().enumerate() {
        let Some(name) = event
            .name
            .as_ref()
            .filter(|name| invalid_name::is_event_name(name))
        else {
            continue;
        };
        if !is_past(name) {
            let message = format!("the name {} does not end in past tense", quoted(name));
            let help = "end it with what happened: `_started`, `_failed`, `_updated`";
            findings
                .report_on(index, &RULE, name.span, message)
                .with_help(help);
        }
    }
}

fn is_past(name: &str) -> bool {
    let name = snake(name);
    let mut words = name
        .rsplit('_')
        .map(without_number)
        .filter(|word| !word.is_empty());
    match words.next() {
        Some(word) if past_tense::is_past(word) => true,
        Some(word) if past_tense::is_particle(word) => {
            words.next().is_some_and(past_tense::is_past)
        }
        _ => false,
    }
}

fn without_number(word: &str) -> &str {
    word.trim_end_matches(|last: char| last.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn the_last_word_is_in_past_tense() {
        check(
            event("name: host_bind"),
            &["2:9 TD401 the name `host_bind` does not end in past tense"],
        );
        check(
            event("name: host_status"),
            &["2:9 TD401 the name `host_status` does not end in past tense"],
        );
        check(
            event("name: host_need"),
            &["2:9 TD401 the name `host_need` does not end in past tense"],
        );
        check(
            event("name: reboots_for_node"),
            &["2:9 TD401 the name `reboots_for_node` does not end in past tense"],
        );
        check(
            event("name: host_down"),
            &["2:9 TD401 the name `host_down` does not end in past tense"],
        );
    }

    #[test]
    fn particles_and_numbers_are_skipped() {
        check(event("name: host_stage_timed_out"), &[]);
        check(event("name: host_bound_2"), &[]);
        check(event("name: hostUpdated3"), &[]);
        check(event("name: host_shut_down_12"), &[]);
        check(event("name: host_bootstrap_set"), &[]);
    }

    #[test]
    fn it_can_be_silenced() {
        check(
            event(
                "name: host_status
allow: [past-tense-name]",
            ),
            &[],
        );
    }
}
