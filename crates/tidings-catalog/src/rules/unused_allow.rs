//! `allow` names a rule that reports nothing here.

use std::collections::HashMap;

use super::Rule;
use crate::context::Context;
use crate::declared::DeclaredEvent;
use crate::diagnostic::Edit;
use crate::findings::{Findings, quoted};
use crate::layout;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::fixed_warning(
    "TD406",
    "unused-allow",
    "`allow` names a rule that reports nothing here",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports an entry of `allow` without which there would be no finding more.

## Why is this bad?

It was needed once, and would hide the next finding, which somebody should see.

## Example

```yaml
- name: host_bound
  allow: [past-tense-name]     # the name is in past tense
```

Remove the entry.
"#;

/// Drops the findings that an event's `allow` silences, and reports the entries that silenced
/// nothing. An event with errors is left alone, and so is everything when a file could not be read: it was not looked
/// at in full.
pub(crate) fn silence(context: &Context<'_, '_>, findings: &mut Findings) {
    let events = context.events.iter().enumerate();
    let entries = events.flat_map(|(index, event)| {
        event
            .allow
            .iter()
            .map(move |name| ((index, &*name.value), name.span))
    });
    // The first of equal entries is the one that silences.
    let mut silencing: HashMap<(usize, &str), (Span, bool)> = HashMap::new();
    for (key, span) in entries.clone() {
        silencing.entry(key).or_insert((span, false));
    }
    findings.silence(|event, rule| {
        silencing
            .get_mut(&(event, rule))
            .map(|(_, used)| *used = true)
            .is_some()
    });
    if !context.complete {
        return;
    }
    let errors = findings.error_places();
    for ((event, name), span) in entries {
        let used = silencing[&(event, name)] == (span, true);
        let known = super::find(name).is_some_and(|rule| rule.silenceable && rule.name == name);
        if known && !used && !errors.any_within(context.events[event].span) {
            let message = format!(
                "{} is allowed, but there is nothing to silence",
                quoted(name)
            );
            let finding = findings.report(&RULE, span, message);
            finding.with_help("remove this entry");
            let removal = removal(context, &context.events[event], span);
            finding.with_fix("remove this entry", removal);
        }
    }
}

/// Removes an entry; the only one with its key.
fn removal(context: &Context<'_, '_>, event: &DeclaredEvent<'_>, entry: Span) -> Option<Edit> {
    let place = event.allow_place.filter(|place| place.value.has(entry))?;
    let text = context.text(entry.file);
    if event.allow.len() == 1 {
        layout::without_entry(text, event.span, place.entry)
    } else {
        layout::without_item(text, place.value, entry)
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, event};

    #[test]
    fn what_silences_nothing_is_reported() {
        check(
            event("allow: [past-tense-name]"),
            &["2:11 TD406 `past-tense-name` is allowed, but there is nothing to silence"],
        );
        check(
            event(
                "name: host_status
allow: [past-tense-name, past-tense-name, name-context]",
            ),
            &[
                "3:28 TD406 `past-tense-name` is allowed, but there is nothing to silence",
                "3:45 TD406 `name-context` is allowed, but there is nothing to silence",
            ],
        );
    }

    #[test]
    fn an_event_with_errors_is_left_alone() {
        check(
            event(
                "severity: fatal
allow: [past-tense-name]",
            ),
            &["2:13 TD302 unknown severity `fatal`"],
        );
    }

    #[test]
    fn the_entry_is_removed_with_its_comma_or_line_or_key() {
        let name = "name: host_status\n";
        for (before, after) in [
            (
                "allow: [past-tense-name, name-context]",
                "allow: [past-tense-name]",
            ),
            (
                "allow: [name-context,past-tense-name]",
                "allow: [past-tense-name]",
            ),
            (
                "allow: [ name-context, duplicate-message, past-tense-name ]",
                "allow: [ past-tense-name ]",
            ),
            (
                "allow: [\n    name-context, # no\n    past-tense-name, # yes\n    duplicate-message # no\n  ]",
                "allow: [\n    past-tense-name, # yes\n  ]",
            ),
            (
                "allow:\n  - name-context # no\n  # why\n  - past-tense-name\n  - 'duplicate-message'\nx-a: 1",
                "allow:\n  # why\n  - past-tense-name\nx-a: 1",
            ),
            (
                "allow:\n- name-context\n- past-tense-name",
                "allow:\n- past-tense-name",
            ),
            ("allow: [past-tense-name]", "allow: [past-tense-name]"),
        ] {
            check_fix(
                event(&format!("{name}{before}")),
                event(&format!("{name}{after}")),
            );
        }
    }

    #[test]
    fn the_last_entry_goes_with_its_key() {
        for (before, after) in [
            (
                "category: user\nallow: [name-context]\nx-a: 1",
                "category: user\nx-a: 1",
            ),
            (
                "category: user\nallow:\n  # no\n  - name-context # no\nx-a: 1",
                "category: user\nx-a: 1",
            ),
            (
                "allow: [name-context, past-tense-name] # no\nx-a: 1",
                "x-a: 1",
            ),
            (
                "allow: [name-context]\n# all\nx-a: 1",
                "allow: [name-context]\n# all\nx-a: 1",
            ),
        ] {
            check_fix(event(before), event(after));
        }
        let flow = |allow: &str| {
            format!(
                "x-events:\n- {{ name: host_bound, message: a, {allow}event_type: host, severity: info, properties: {{ host_id: UUID, infra_env_id: UUID }} }}\n"
            )
        };
        check_fix(flow("allow: [ name-context ], "), flow(""));
    }
}
