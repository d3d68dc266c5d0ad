//! The query of a URL, decoded, and its values as what they must be. Errors read as the original's.

use std::borrow::Cow;
use std::fmt::Display;

use percent_encoding::percent_decode_str;
use tidings::{OffsetDateTime, Uuid, timestamp};

use crate::ApiError;

/// The parameters of a query. Empty values are as if they were not there.
#[derive(Debug, Default)]
pub struct QueryString(Vec<(String, Vec<u8>)>);

impl QueryString {
    /// Decodes; nothing is wrong before it is asked for.
    pub fn parse(query: Option<&str>) -> Self {
        let pairs = query.unwrap_or_default().split('&').filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let (name, value) = (decoded(name), decoded(value));
            (!value.is_empty()).then(|| (String::from_utf8_lossy(&name).into_owned(), value))
        });
        Self(pairs.collect())
    }

    /// Of values that are given several times the last counts.
    pub fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        self.values(name).last().transpose()
    }

    /// Values given several times, or separated by commas, are one list.
    pub fn list(&self, name: &str) -> Result<Vec<&str>, ApiError> {
        let mut list = Vec::new();
        for value in self.values(name) {
            let items = value?.split(',').map(str::trim);
            list.extend(items.filter(|item| !item.is_empty()));
        }
        Ok(list)
    }

    /// Whether a switch is on; `None` where it is not given.
    pub fn switch(&self, name: &str) -> Result<Option<bool>, ApiError> {
        const ON: [&str; 5] = ["true", "1", "yes", "on", "t"];
        let is_on = |text: &str| {
            let text = text.to_ascii_lowercase();
            ON.contains(&&*text) || text == "y"
        };
        Ok(self.text(name)?.map(is_on))
    }

    /// A flag that is false counts as not given.
    pub fn flag(&self, name: &str) -> Result<bool, ApiError> {
        Ok(self.switch(name)?.unwrap_or_default())
    }

    pub fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let parse = |text: &str| text.parse().map_err(|_| wrong_type(name, "int64", text));
        self.text(name)?.map(parse).transpose()
    }

    pub fn uuid(&self, name: &str) -> Result<Option<Uuid>, ApiError> {
        let parse = |text: &str| uuid(text).ok_or_else(|| wrong_type(name, "uuid", text));
        self.text(name)?.map(parse).transpose()
    }

    pub fn time(&self, name: &str) -> Result<Option<OffsetDateTime>, ApiError> {
        let parse =
            |text: &str| timestamp::parse(text).map_err(|_| wrong_type(name, "date-time", text));
        self.text(name)?.map(parse).transpose()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = Result<&str, ApiError>> {
        let found = self.0.iter().filter(move |(found, _)| found == name);
        found.map(|(name, value)| {
            let text = str::from_utf8(value)
                .map_err(|_| ApiError::invalid(format!("{name} in query must be valid UTF-8")))?;
            if text.contains('\0') {
                let reason = format!("{name} in query must not contain a NUL character");
                return Err(ApiError::invalid(reason));
            }
            Ok(text)
        })
    }
}

/// A `+` is a space, as forms write it.
fn decoded(text: &str) -> Vec<u8> {
    let spaced: Cow<'_, str> = if text.contains('+') {
        text.replace('+', " ").into()
    } else {
        text.into()
    };
    percent_decode_str(&spaced).collect()
}

/// A UUID in any case, with hyphens or without.
pub fn uuid(text: &str) -> Option<Uuid> {
    let has_form = matches!(text.len(), 32 | 36);
    has_form.then(|| Uuid::try_parse(text).ok()).flatten()
}

pub(super) fn wrong_type(name: impl Display, kind: &str, value: &str) -> ApiError {
    ApiError::invalid(format!(
        "{name} in query must be of type {kind}: {}",
        shown(value)
    ))
}

/// A value as an error shows it: quoted, and not all of a long one.
pub(crate) fn shown(value: &str) -> String {
    const MOST: usize = 100;
    match value.char_indices().nth(MOST) {
        Some((end, _)) => format!("{:?}...", &value[..end]),
        None => format!("{value:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(read: Result<impl std::fmt::Debug, ApiError>) -> String {
        match read {
            Ok(value) => format!("{value:?}"),
            Err(error) => error.message.into_owned(),
        }
    }

    #[test]
    fn values_are_decoded_and_merged() {
        let query = QueryString::parse(Some(
            "a=1&a=&a=2&b=x%20y+z&c=1,,%202&c=3&d=&e&%6e=%C3%A4&f=YES&g=no",
        ));
        assert_eq!(told(query.text("a")), "Some(\"2\")");
        assert_eq!(told(query.text("b")), "Some(\"x y z\")");
        assert_eq!(told(query.list("c")), "[\"1\", \"2\", \"3\"]");
        assert_eq!(told(query.text("d")), "None");
        assert_eq!(told(query.text("e")), "None");
        assert_eq!(told(query.text("n")), "Some(\"ä\")");
        assert_eq!(told(query.flag("f")), "true");
        assert_eq!(told(query.flag("g")), "false");
    }

    #[test]
    fn what_is_wrong_is_told_when_it_is_asked_for() {
        let long = "x".repeat(300);
        let text = format!("nul=a%00b&bytes=%ff&n=99999999999999999999&id=zz&t=today&long={long}");
        let query = QueryString::parse(Some(&text));
        assert_eq!(
            told(query.text("nul")),
            "nul in query must not contain a NUL character"
        );
        assert_eq!(
            told(query.list("bytes")),
            "bytes in query must be valid UTF-8"
        );
        let number = "n in query must be of type int64: \"99999999999999999999\"";
        assert_eq!(told(query.integer("n")), number);
        assert_eq!(
            told(query.uuid("id")),
            "id in query must be of type uuid: \"zz\""
        );
        assert_eq!(
            told(query.time("t")),
            "t in query must be of type date-time: \"today\""
        );
        let cut = format!(
            "long in query must be of type int64: \"{}\"...",
            "x".repeat(100)
        );
        assert_eq!(told(query.integer("long")), cut);
    }

    #[test]
    fn uuids_are_hyphenated_or_bare() {
        assert!(uuid("0AF76519-16cd-43dd-8448-eb211c80319c").is_some());
        assert!(uuid("0af7651916cd43dd8448eb211c80319c").is_some());
        assert!(uuid("{0af76519-16cd-43dd-8448-eb211c80319c}").is_none());
        assert!(uuid("").is_none());
    }
}
