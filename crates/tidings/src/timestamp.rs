//! Times as records and messages write them: RFC 3339, UTC, `Z`, six fractional digits.

use std::fmt::Write;

use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// The bytes of a formatted time.
pub const LENGTH: usize = "2026-11-01T00:00:00.000000Z".len();

/// The time in UTC, cut to the microsecond; `None` outside the years 0 to 9999, which RFC 3339 cannot write.
pub fn normalize(time: OffsetDateTime) -> Option<OffsetDateTime> {
    let utc = time.checked_to_offset(UtcOffset::UTC)?;
    let cut = utc
        .replace_nanosecond(utc.nanosecond() / 1000 * 1000)
        .ok()?;
    (0..=9999).contains(&cut.year()).then_some(cut)
}

/// As `2026-11-01T00:03:04.123456Z`.
pub fn format(time: OffsetDateTime) -> String {
    let mut text = String::with_capacity(LENGTH);
    format_into(time, &mut text);
    text
}

/// Any RFC 3339 time, in UTC and cut to the microsecond.
///
/// # Errors
/// When the text is no RFC 3339 time.
pub fn parse(text: &str) -> Result<OffsetDateTime, time::error::Parse> {
    let time = OffsetDateTime::parse(text, &Rfc3339)?;
    normalize(time).ok_or(time::error::Parse::ParseFromDescription(
        time::error::ParseFromDescription::InvalidComponent("year"),
    ))
}

pub(crate) fn format_into(time: OffsetDateTime, out: &mut String) {
    let time = normalize(time).unwrap_or(time);
    let (date, hour, minute, second, micros) = (
        time.date(),
        time.hour(),
        time.minute(),
        time.second(),
        time.microsecond(),
    );
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    write!(
        out,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z"
    )
    .expect("writing to a string");
}
