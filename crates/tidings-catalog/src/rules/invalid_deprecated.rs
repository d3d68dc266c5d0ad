//! `deprecated` says something impossible.

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD312",
    "invalid-deprecated",
    "`deprecated` says something impossible",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a `since` that is not a date of the form YYYY-MM-DD, and a `replaced_by` that names the
event itself.

## Why is this bad?

Users of the event plan by it.

## Example

```yaml
deprecated: { since: "last week" }
```

Use instead:

```yaml
deprecated: { since: "2026-11-01", replaced_by: host_binding_failed }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for event in context.events {
        let Some(deprecated) = &event.deprecated else {
            continue;
        };
        if let Some(since) = deprecated.since.as_ref().filter(|since| !is_date(since)) {
            let message = format!("{} is not a date", quoted(since));
            findings
                .report(&RULE, since.span, message)
                .with_help("write it as YYYY-MM-DD in quotes, as `\"2026-11-01\"`");
        }
        let own = event.name.as_ref().map(|name| &name.value);
        if let Some(name) = deprecated
            .replaced_by
            .as_ref()
            .filter(|name| Some(&name.value) == own)
        {
            let message = format!("{} is said to be replaced by itself", event.title());
            findings
                .report(&RULE, name.span, message)
                .with_help("name the event to use instead, or remove `replaced_by`");
        }
    }
}

/// A day of the Gregorian calendar, `YYYY-MM-DD`.
pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| {
            if matches!(at, 4 | 7) {
                *byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
    if !shaped {
        return false;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .fold(0u32, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    (1..=days_of(year, month)).contains(&day)
}

/// Zero for a month that does not exist.
fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn dates_exist() {
        check(event("deprecated: { since: '2024-02-29' }"), &[]);
        check(
            event("deprecated: { since: '2026-02-29' }"),
            &["2:24 TD312 `2026-02-29` is not a date"],
        );
        check(
            event("deprecated: { since: '2026-11-1' }"),
            &["2:24 TD312 `2026-11-1` is not a date"],
        );
        check(
            event("deprecated: { since: yesterday }"),
            &["2:24 TD312 `yesterday` is not a date"],
        );
        check(event("deprecated: {}"), &[]);
    }

    #[test]
    fn an_event_does_not_replace_itself() {
        check(
            event("deprecated: { replaced_by: host_bound }"),
            &["2:30 TD312 event `host_bound` is said to be replaced by itself"],
        );
    }
}
