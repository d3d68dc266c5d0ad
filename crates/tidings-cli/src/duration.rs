//! Durations as people write them.

use std::time::Duration;

/// From large to small, in milliseconds: those of a catalog's `rate_limit`, and weeks.
const UNITS: [(&str, u64); 6] = [
    ("w", 7 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// What `30d`, `1h30m`, `0s` and the like mean.
///
/// # Errors
/// What to write instead.
pub fn parse(text: &str) -> Result<Duration, String> {
    milliseconds(text)
        .map(Duration::from_millis)
        .ok_or_else(|| {
            "this is not a duration: write numbers with the units w, d, h, m, s or ms, from large \
             to small, as `30d` or `1h30m`"
                .to_owned()
        })
}

fn milliseconds(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    let (mut rest, mut units, mut total) = (text, UNITS.as_slice(), 0u64);
    while !rest.is_empty() {
        let number_end = rest.find(|one: char| !one.is_ascii_digit())?;
        let (number, after) = rest.split_at(number_end);
        let unit_end = after.find(|one: char| !one.is_ascii_alphabetic());
        let (unit, after) = after.split_at(unit_end.unwrap_or(after.len()));
        let position = units.iter().position(|(name, _)| *name == unit)?;
        let part = number.parse::<u64>().ok()?.checked_mul(units[position].1)?;
        total = total.checked_add(part)?;
        (rest, units) = (after, &units[position + 1..]);
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, seconds: Option<f64>) {
        let read = parse(text).ok().map(|duration| duration.as_secs_f64());
        assert_eq!(read, seconds, "{text}");
    }

    #[test]
    fn durations_are_numbers_with_units() {
        check("30d", Some(30.0 * 86400.0));
        check("12h", Some(12.0 * 3600.0));
        check("90m", Some(5400.0));
        check("1h30m", Some(5400.0));
        check("2w", Some(14.0 * 86400.0));
        check("1w2d3h4m5s6ms", Some(788_645.006));
        check("0s", Some(0.0));
        check("0d0s", Some(0.0));
        for no_duration in [
            "",
            "30",
            "d",
            "1.5h",
            "1 hour",
            "-1s",
            "+1s",
            "1m1h",
            "1h1h",
            "1y",
            "1D",
            "1dd",
            " 1d",
            "1d ",
            "1h,30m",
            "99999999999999999999d",
            "9999999999999w",
            "١d",
        ] {
            check(no_duration, None);
        }
    }
}
