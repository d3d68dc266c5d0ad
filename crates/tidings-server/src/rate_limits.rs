//! Overrides of rate limits, as a JSON object from event name to duration in Go's syntax.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use serde_json::Value;

use crate::json;
use crate::options::RateLimitsSource;

/// Why the overrides cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RateLimitsError {
    /// The file cannot be read.
    #[error("cannot read the rate limits `{path}`")]
    Read {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is not a JSON object.
    #[error("failed to parse {place} json {text}: {reason}")]
    Json {
        /// `EVENT_RATE_LIMITS`, or the file.
        place: String,
        /// What it says, on one line, cut where it is long.
        text: String,
        /// What is wrong.
        reason: String,
    },
    /// A duration is none.
    #[error("invalid duration for event '{event}' in {place}: {value}: {reason}")]
    Duration {
        /// The event's name.
        event: String,
        /// `EVENT_RATE_LIMITS`, or the file.
        place: String,
        /// What it says.
        value: String,
        /// What is wrong.
        reason: &'static str,
    },
}

/// By event name; `None` lifts the catalog's limit.
pub type Overrides = BTreeMap<String, Option<Duration>>;

/// Reads the overrides.
pub fn read(source: &RateLimitsSource) -> Result<Overrides, RateLimitsError> {
    match source {
        RateLimitsSource::Environment(text) => parse("EVENT_RATE_LIMITS", text),
        RateLimitsSource::File(path) => {
            let shown = path.display().to_string();
            let text = fs::read_to_string(path).map_err(|source| RateLimitsError::Read {
                path: shown.clone(),
                source,
            })?;
            parse(&shown, &text)
        }
    }
}

/// An empty text has none.
fn parse(place: &str, text: &str) -> Result<Overrides, RateLimitsError> {
    if text.trim().is_empty() {
        return Ok(Overrides::new());
    }
    let invalid = |reason: String| RateLimitsError::Json {
        place: place.to_owned(),
        text: on_one_line(text),
        reason,
    };
    let limits = match json::parse(text.as_bytes()).map_err(invalid)? {
        Value::Object(limits) => limits,
        _ => {
            return Err(invalid(
                "must be an object of event name to duration".to_owned(),
            ));
        }
    };
    let limit = |(event, value): (String, Value)| {
        let parsed = match &value {
            Value::String(text) => go_duration(text),
            _ => Err("must be a text, as \"5m\""),
        };
        let wrong = |reason| RateLimitsError::Duration {
            event: event.clone(),
            place: place.to_owned(),
            value: value.as_str().map_or(value.to_string(), str::to_owned),
            reason,
        };
        let window = parsed.map_err(wrong)?;
        Ok((event, (!window.is_zero()).then_some(window)))
    };
    limits.into_iter().map(limit).collect()
}

/// The beginning of what an error shows.
fn on_one_line(text: &str) -> String {
    let visible = |one: char| if one.is_control() { ' ' } else { one };
    text.chars().map(visible).take(200).collect()
}

const NANOSECONDS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("\u{b5}s", 1_000),
    ("\u{3bc}s", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// A duration as Go's `time.ParseDuration` reads it, as `1h30m` or `1.5s`; a negative one is none here.
fn go_duration(text: &str) -> Result<Duration, &'static str> {
    const FORM: &str = "must be a duration, as 30s, 5m, 1h30m or 300ms";
    const RANGE: &str = "is too long";
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    if unsigned.strip_prefix('-').is_some() {
        return Err("must not be negative");
    }
    if unsigned == "0" {
        return Ok(Duration::ZERO);
    }
    let (mut rest, mut total) = (unsigned, 0_u64);
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .ok_or("needs a unit after its number: ns, us, ms, s, m or h")?;
        let (number, tail) = rest.split_at(end);
        let end = tail
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let (_, scale) = NANOSECONDS
            .iter()
            .find(|(name, _)| *name == unit)
            .ok_or(FORM)?;
        total = total
            .checked_add(scaled(number, *scale).ok_or(if number.is_empty() {
                FORM
            } else {
                RANGE
            })?)
            .ok_or(RANGE)?;
        rest = tail;
    }
    // Go's durations are signed 64-bit numbers of nanoseconds.
    let fits = !unsigned.is_empty() && i64::try_from(total).is_ok();
    fits.then(|| Duration::from_nanos(total))
        .ok_or(if unsigned.is_empty() { FORM } else { RANGE })
}

/// A decimal number times its unit, in nanoseconds; what is smaller is cut off.
fn scaled(number: &str, scale: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return None;
    }
    let whole: u64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let digits = fraction.bytes().map(|byte| u64::from(byte - b'0'));
    let (part, _) = digits.fold((0, scale), |(sum, unit), digit| {
        (sum + digit * (unit / 10), unit / 10)
    });
    whole.checked_mul(scale)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        let check = |text: &str, nanoseconds: u64| {
            assert_eq!(
                go_duration(text),
                Ok(Duration::from_nanos(nanoseconds)),
                "{text}"
            );
        };
        check("0", 0);
        check("0s", 0);
        check("30s", 30_000_000_000);
        check("5m", 300_000_000_000);
        check("1h30m", 5_400_000_000_000);
        check("300ms", 300_000_000);
        check("1.5h", 5_400_000_000_000);
        check(".5s", 500_000_000);
        check("+1us", 1_000);
        check("1\u{b5}s2ns", 1_002);
        for wrong in [
            "",
            "5",
            "s",
            "5 m",
            "-5m",
            "1d",
            "1.2.3s",
            ".",
            ".s",
            "1h30",
            "9999999999h",
            "1e3s",
        ] {
            assert!(go_duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = [
            "{",
            "[]",
            r#"{"host_bound": "soon"}"#,
            r#"{"host_bound": 5}"#,
            r#"{"host_bound": "-5m"}"#,
            r#"{"a": "1s", "a": "2s"}"#,
        ];
        let errors = wrong.map(|text| parse("EVENT_RATE_LIMITS", text).unwrap_err().to_string());
        insta::assert_snapshot!(errors.join("\n"));
    }

    #[test]
    fn zero_lifts_a_limit() {
        let limits = parse("EVENT_RATE_LIMITS", r#"{"a": "0", "b": "5m"}"#).unwrap();
        let five_minutes = Some(Duration::from_secs(300));
        assert_eq!(
            limits,
            [("a".into(), None), ("b".into(), five_minutes)].into()
        );
        assert_eq!(parse("EVENT_RATE_LIMITS", " ").unwrap(), Overrides::new());
    }
}
