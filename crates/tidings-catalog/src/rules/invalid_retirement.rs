//! `x-retired-events` says something impossible.

use std::collections::{HashMap, HashSet};

use super::invalid_deprecated::is_date;
use super::{Rule, invalid_name};
use crate::context::Context;
use crate::declared::{DeclaredRetired, Text};
use crate::findings::{Findings, quoted};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD321",
    "invalid-retirement",
    "`x-retired-events` says something impossible",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a retired event that is listed twice, a `name` that no event could have had, a `since` that
is not a date of the form YYYY-MM-DD, and a `replaced_by` that names the event itself, or neither an
event of the catalog nor a retired one.

## Why is this bad?

Those who find an old record, or an old dashboard, look here for what became of it.

## Example

```yaml
x-retired-events:
- { name: host_bind_failed, since: "last week" }
```

Use instead:

```yaml
x-retired-events:
- { name: host_bind_failed, since: "2026-11-01", replaced_by: host_binding_failed }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    if context.retired.is_empty() {
        return;
    }
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for name in context
        .retired
        .iter()
        .filter_map(|retired| retired.name.as_ref())
    {
        if !invalid_name::is_ascii_identifier(name) {
            findings
                .report(
                    &RULE,
                    name.span,
                    format!("{} is no name that an event could have had", quoted(name)),
                )
                .with_help("name it as it was in the catalog: ASCII letters, digits and `_`");
        } else if let Some(&first) = seen.get(&*name.value) {
            findings
                .report(
                    &RULE,
                    name.span,
                    format!("event {} is retired twice", quoted(name)),
                )
                .with_label(first, "here before")
                .with_help("keep one of the two");
        } else {
            seen.insert(name, name.span);
        }
    }
    check_dates(context, findings);
    check_replacements(context, findings);
}

fn check_dates(context: &Context<'_, '_>, findings: &mut Findings) {
    let dates = context
        .retired
        .iter()
        .filter_map(|retired| retired.since.as_ref());
    for since in dates.filter(|since| !is_date(since)) {
        findings
            .report(
                &RULE,
                since.span,
                format!("{} is not a date", quoted(since)),
            )
            .with_help("write it as YYYY-MM-DD in quotes, as `\"2026-11-01\"`");
    }
}

fn check_replacements(context: &Context<'_, '_>, findings: &mut Findings) {
    let events = context
        .events
        .iter()
        .filter_map(|event| event.name.as_ref());
    let retired = context
        .retired
        .iter()
        .filter_map(|retired| retired.name.as_ref());
    let known: HashSet<&str> = events.chain(retired).map(|name| &*name.value).collect();
    for (retired, replacement) in context.retired.iter().filter_map(replaced) {
        if retired
            .name
            .as_ref()
            .is_some_and(|name| name.value == replacement.value)
        {
            findings
                .report(
                    &RULE,
                    replacement.span,
                    format!(
                        "event {} is said to be replaced by itself",
                        quoted(replacement)
                    ),
                )
                .with_help("name the event to use instead, or remove `replaced_by`");
        } else if context.complete && !known.contains(&*replacement.value) {
            let near = context
                .suggestions
                .did_you_mean(replacement, known.iter().copied());
            let help = near.unwrap_or_else(|| {
                "name an event of this catalog or a retired one, or leave `replaced_by` out"
                    .to_owned()
            });
            findings
                .report(
                    &RULE,
                    replacement.span,
                    format!("there is no event {}", quoted(replacement)),
                )
                .with_help(help);
        }
    }
}

fn replaced<'c, 'a>(
    retired: &'c DeclaredRetired<'a>,
) -> Option<(&'c DeclaredRetired<'a>, &'c Text<'a>)> {
    Some((retired, retired.replaced_by.as_ref()?))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    fn retired(entries: &str) -> String {
        format!(
            "x-retired-events: [{entries}]\n{}",
            event("name: host_bound")
        )
    }

    #[test]
    fn an_event_is_retired_once_on_a_day() {
        check(
            retired(
                "{ name: host_tied, since: '2026-11-01', replaced_by: host_bound, reason: r, x-a: 1 }",
            ),
            &[],
        );
        check(
            retired(
                "{ name: host_tied, since: '2026-11-31' }, { name: host_tied, since: '2026-11-01' }",
            ),
            &[
                "1:46 TD321 `2026-11-31` is not a date",
                "1:70 TD321 event `host_tied` is retired twice",
            ],
        );
        check(
            retired("{ name: 'host tied', since: '2026-11-01' }"),
            &["1:28 TD321 `host tied` is no name that an event could have had"],
        );
    }

    #[test]
    fn a_replacement_is_an_event_or_a_retired_one() {
        check(
            retired(
                "{ name: a_tied, since: '2026-11-01', replaced_by: b_tied }, { name: b_tied, since: '2026-11-02', replaced_by: host_bound }",
            ),
            &[],
        );
        check(
            retired(
                "{ name: a_tied, since: '2026-11-01', replaced_by: a_tied }, { name: b_tied, since: '2026-11-02', replaced_by: host_bond }",
            ),
            &[
                "1:70 TD321 event `a_tied` is said to be replaced by itself",
                "1:130 TD321 there is no event `host_bond`",
            ],
        );
    }

    #[test]
    fn the_shape_is_checked_as_any() {
        check(
            retired("{ name: host_tied }"),
            &["1:22 TD102 this retired event has no `since`"],
        );
        check(
            retired("{ since: '2026-11-01', nam: host_tied }"),
            &["1:43 TD103 unknown key `nam` in this retired event"],
        );
        check(
            format!("x-retired-events: host_tied\n{}", event("name: host_bound")),
            &["1:19 TD101 `x-retired-events` is text, expected a list"],
        );
    }
}
