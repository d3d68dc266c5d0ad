//! A rate limit is not a duration.

use std::time::Duration;

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD311",
    "invalid-rate-limit",
    "a rate limit is not a duration",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a `rate_limit` that is not a number with a unit (`ms`, `s`, `m`, `h` or `d`), or several of
them from large to small, as `1h30m`; or that is zero.

## Why is this bad?

Nobody could tell how long the window is.

## Example

```yaml
rate_limit: 1.5 minutes
```

Use instead:

```yaml
rate_limit: 90s
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for limit in context
        .events
        .iter()
        .filter_map(|event| event.rate_limit.as_ref())
    {
        if duration(limit).is_none() {
            let message = format!("the rate limit {} is not a duration", quoted(limit));
            let help = "write numbers with the units d, h, m, s or ms, as `1h` or `1m30s`; at most 10000 days, not zero";
            findings.report(&RULE, limit.span, message).with_help(help);
        }
    }
}

const UNITS: [(&str, u64); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

const LONGEST: Duration = Duration::from_secs(10_000 * 86_400);

/// What `1h`, `1m30s` and the like mean.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let (mut rest, mut units, mut total) = (text, UNITS.as_slice(), 0u64);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let letters = rest[digits..]
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        let number: u64 = rest[..digits].parse().ok()?;
        let position = units
            .iter()
            .position(|(name, _)| *name == &rest[digits..digits + letters])?;
        total = total.checked_add(number.checked_mul(units[position].1)?)?;
        units = &units[position + 1..];
        rest = &rest[digits + letters..];
    }
    Some(Duration::from_millis(total))
        .filter(|duration| !duration.is_zero() && *duration <= LONGEST)
}

/// A rate limit as it is written, in the largest units.
pub(crate) fn text(duration: Duration) -> String {
    let mut left = u64::try_from(duration.as_millis()).expect("a rate limit is shorter");
    let mut text = String::new();
    for (name, unit) in UNITS {
        if left >= unit {
            text += &format!("{}{name}", left / unit);
            left %= unit;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn durations() {
        check(event("rate_limit: 1h"), &[]);
        check(event("rate_limit: 1d2h3m4s5ms"), &[]);
        check(
            event("rate_limit: 0s"),
            &["2:15 TD311 the rate limit `0s` is not a duration"],
        );
        check(
            event("rate_limit: 1.5h"),
            &["2:15 TD311 the rate limit `1.5h` is not a duration"],
        );
        check(
            event("rate_limit: h"),
            &["2:15 TD311 the rate limit `h` is not a duration"],
        );
        check(
            event("rate_limit: 1 hour"),
            &["2:15 TD311 the rate limit `1 hour` is not a duration"],
        );
        check(
            event("rate_limit: 1m1h"),
            &["2:15 TD311 the rate limit `1m1h` is not a duration"],
        );
        check(
            event("rate_limit: 99999999999999999999d"),
            &["2:15 TD311 the rate limit `99999999999999999999d` is not a duration"],
        );
        check(
            event("rate_limit: -1s"),
            &["2:15 TD311 the rate limit `-1s` is not a duration"],
        );
        check(
            event("rate_limit: ''"),
            &["2:15 TD311 the rate limit `` is not a duration"],
        );
    }
}
