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

Reports an event whose name does not end with a verb in past tense. Particles (`timed_out`), numbers
and versions (`handled_v2`) at the end are skipped, and so is what a preposition or a number begins
(`paused_by_user`, `retried_3_times`); irregular verbs are known.

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
    let mut words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    while words.last().is_some_and(|word| is_number(word)) {
        words.pop();
    }
    ends_in_past(&words)
        || (1..words.len().saturating_sub(1))
            .any(|index| past_tense::begins_phrase(words[index]) && ends_in_past(&words[..index]))
}

/// `closed`, `timed_out`; not `slower_than_supported`, which compares.
fn ends_in_past(words: &[&str]) -> bool {
    match words {
        [.., "than", _] => false,
        [.., verb, particle] if past_tense::is_particle(particle) => is_verb(verb),
        [.., verb] => is_verb(verb),
        [] => false,
    }
}

fn is_verb(word: &str) -> bool {
    past_tense::is_past(word.trim_end_matches(|last: char| last.is_ascii_digit()))
}

/// `2`, and the `v2` of a version.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
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

    #[test]
    fn phrases_particles_and_irregular_verbs_are_known() {
        for name in [
            "vm_paused_by_user",
            "cluster_paused_for_upgrade",
            "user_added_to_group",
            "host_removed_from_cluster",
            "cert_signed_by_ca",
            "ticket_closed_as_duplicate",
            "request_retried_3_times",
            "job_stopped_due_to_timeout",
            "host_went_offline",
            "site_taken_offline",
            "worker_fell_behind",
            "db_split",
            "limit_overrun",
            "job_rerun",
            "tests_run",
            "user_thought",
            "record_beat",
            "record_beaten",
            "name_misspelt",
            "name_spelt",
            "sheep_dreamt",
            "cable_bitten",
            "witness_swore",
            "wall_clad",
            "event_handled_v2",
            "host_shut_down_by_user",
        ] {
            check(event(&format!("name: host_{name}")), &[]);
        }
    }

    #[test]
    fn a_phrase_alone_is_no_past_tense() {
        for name in [
            "cluster_operator_report",
            "cluster_operator_status",
            "reboots_for_node",
            "disk_speed_slower_than_supported",
            "bind_to_cluster",
            "3_times",
        ] {
            let text = event(&format!("name: host_{name}"));
            let expected = format!("2:9 TD401 the name `host_{name}` does not end in past tense");
            check(text, &[&expected]);
        }
    }
}
