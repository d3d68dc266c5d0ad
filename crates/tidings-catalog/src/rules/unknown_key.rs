//! A key is not part of the format.

use std::fmt;

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::findings::{Findings, quoted};
use crate::layout;
use crate::suggest::Meant;
use crate::yaml::Entry;

pub(crate) static RULE: Rule = Rule::error(
    "TD103",
    "unknown-key",
    "a key is not part of the format",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports keys that the format does not know. Keys that begin with `x-` are allowed anywhere.

## Why is this bad?

It is most likely misspelt, so that what it says would be lost.

## Example

```yaml
- name: host_bound
  ratelimit: 1h
  ticket: HOST-12
```

Use instead:

```yaml
- name: host_bound
  rate_limit: 1h
  x-ticket: HOST-12
```
"#;

/// `owner` is what has the key, for the message; `known` what it may have; `meant` what was
/// probably meant.
pub(crate) fn report<'f>(
    entry: &Entry<'_>,
    owner: fmt::Arguments<'_>,
    known: &[&str],
    meant: Option<Meant<'_>>,
    findings: &'f mut Findings,
) -> &'f mut Diagnostic {
    let key = &*entry.key.text;
    let help = match meant {
        Some(meant) => meant.help(),
        None => format!(
            "the keys are {}; your own begin with `x-`",
            known.join(", ")
        ),
    };
    let message = format!("unknown key {} in {owner}", quoted(key));
    findings
        .report(&RULE, entry.key_span, message)
        .with_help(help)
}

/// Offers to write the key that was meant.
pub(crate) fn fix(finding: &mut Diagnostic, text: &str, entry: &Entry<'_>, meant: &str) {
    let edit = layout::respelt(text, entry.key_span, &entry.key.text, meant);
    finding.with_fix(format!("write `{meant}`"), edit);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, check_no_fix, event, properties};

    #[test]
    fn keys_are_known_or_begin_with_x() {
        check(
            event("ratelimit: 1h"),
            &["2:3 TD103 unknown key `ratelimit` in event `host_bound`"],
        );
        check(
            event("ticket: HOST-1"),
            &["2:3 TD103 unknown key `ticket` in event `host_bound`"],
        );
        check(
            "x-events: []
events: []
",
            &["2:1 TD103 unknown key `events` in the catalog"],
        );
        check(
            properties("a: { type: string, secret: true }"),
            &["2:71 TD103 unknown key `secret` in property `a`"],
        );
        check(
            event("deprecated: { sence: '2026-11-01' }"),
            &["2:17 TD103 unknown key `sence` in `deprecated`"],
        );
        check(
            "x-event-types: { order: { require: [order_id], requires: [order_id] } }
x-events: []
",
            &["1:27 TD103 unknown key `require` in event type `order`"],
        );
    }

    #[test]
    fn extensions_are_fine_anywhere() {
        check(
            "x-a: 1
x-event-types: { order: { requires: [order_id], x-b: [2] }, x-c: {} }
x-events:
- name: order_placed
  message: a
  event_type: order
  severity: info
  properties: { order_id: { type: UUID, x-d: ~ }, x-e: text }
  deprecated: { x-f: true }
  x-g: 1.5
",
            &[],
        );
    }

    #[test]
    fn a_misspelt_key_is_fixed() {
        check_fix(
            event("'ratelimit': 1h  # ratelimit\nOwners: [a]\ncatgory: user"),
            event("'rate_limit': 1h  # ratelimit\nowners: [a]\ncategory: user"),
        );
        check_fix(
            properties("a: { typ: string, Sensitive: true }"),
            properties("a: { type: string, sensitive: true }"),
        );
        check_fix(
            "x-events: []\nx-event-types: { order: { require: [order_id] } }\n",
            "x-events: []\nx-event-types: { order: { requires: [order_id] } }\n",
        );
        // What it brings to light is fixed, too.
        check_fix(
            "Events: []\n".to_owned() + &event("sevrity: eror").replace("x-events:", "x-Events:"),
            "Events: []\n".to_owned() + &event("sevrity: eror").replace("x-events:", "x-Events:"),
        );
    }

    #[test]
    fn what_is_not_certain_is_not_fixed() {
        check_no_fix(event("ticket: HOST-1"));
        check_no_fix(event("severity: info\nseverty: error"));
        check_no_fix(
            event("rate-limit: 1h\nratelimit: 2h\n")
                .replace("rate-limit: 1h\n", "rate_limit: 3h\n"),
        );
        check_no_fix(event("? ratelimit\n: 1h").replace("? ratelimit", "? &a tickt"));
    }
}
