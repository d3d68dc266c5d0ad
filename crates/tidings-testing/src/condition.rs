//! One condition of a matcher: whether it holds, and how a person reads it.

use std::borrow::Cow;
use std::iter::zip;

use regex::Regex;
use serde_json::Value as Json;
use tidings::{Category, Id, OffsetDateTime, Record, Severity, timestamp};

use crate::EventMatcher;
use crate::typed::Typed;

#[derive(Clone)]
pub(crate) enum Condition {
    Name(Cow<'static, str>),
    EventType(String),
    Severity(Severity),
    Category(Category),
    Message(String),
    MessageContains(String),
    MessageMatches(Regex),
    /// By the name of the id; `None`: absent.
    Subject(String, Option<Id>),
    /// A subject's id too; null: absent.
    Property(String, Json),
    EventTime(OffsetDateTime),
    RequestId(Option<String>),
    Typed(Typed),
    Not(EventMatcher),
    AnyOf(Vec<EventMatcher>),
}

impl Condition {
    pub fn holds(&self, record: &Record) -> bool {
        match self {
            Self::Name(name) => record.name == *name,
            Self::EventType(event_type) => record.event_type == *event_type,
            Self::Severity(severity) => record.severity == *severity,
            Self::Category(category) => record.category == *category,
            Self::Message(message) => record.message == *message,
            Self::MessageContains(part) => record.message.contains(part),
            Self::MessageMatches(regex) => regex.is_match(&record.message),
            Self::Subject(name, id) => record.subject(name) == id.as_ref(),
            Self::Property(name, value) => *property(record, name) == *value,
            Self::EventTime(time) => record.event_time == *time,
            Self::RequestId(id) => record.request_id == *id,
            Self::Typed(typed) => typed.check(record).unwrap_or(false),
            Self::Not(matcher) => !matcher.matches(record),
            Self::AnyOf(matchers) => matchers.iter().any(|matcher| matcher.matches(record)),
        }
    }

    /// What of a record it is about.
    pub fn subject_matter(&self) -> &str {
        match self {
            Self::Name(_) => "name",
            Self::EventType(_) => "event_type",
            Self::Severity(_) => "severity",
            Self::Category(_) => "category",
            Self::Message(_) | Self::MessageContains(_) | Self::MessageMatches(_) => "message",
            Self::Subject(name, _) | Self::Property(name, _) => name,
            Self::EventTime(_) => "event_time",
            Self::RequestId(_) => "request_id",
            Self::Typed(typed) => typed.event_type,
            Self::Not(_) | Self::AnyOf(_) => "that is",
        }
    }

    /// What it should be.
    pub fn expected(&self) -> String {
        match self {
            Self::Name(name) => shown_name(name),
            Self::EventType(event_type) => shown_name(event_type),
            Self::Severity(severity) => severity.to_string(),
            Self::Category(category) => category.to_string(),
            Self::Message(message) => format!("{message:?}"),
            Self::MessageContains(part) => format!("containing {part:?}"),
            Self::MessageMatches(regex) => format!("matching {:?}", regex.as_str()),
            Self::Subject(_, id) => shown_id(id.as_ref()),
            Self::Property(_, value) => shown_json(value),
            Self::EventTime(time) => timestamp::format(*time),
            Self::RequestId(id) => shown_text(id.as_deref()),
            Self::Typed(typed) => typed.to_string(),
            Self::Not(matcher) => format!("not ({matcher})"),
            Self::AnyOf(matchers) if matchers.is_empty() => "one of nothing".to_owned(),
            Self::AnyOf(matchers) => joined(matchers.iter().map(|m| format!("({m})")), " or "),
        }
    }

    /// What it is in this record.
    pub fn actual(&self, record: &Record) -> String {
        match self {
            Self::Name(_) => shown_name(&record.name),
            Self::EventType(_) => shown_name(&record.event_type),
            Self::Severity(_) => record.severity.to_string(),
            Self::Category(_) => record.category.to_string(),
            Self::Message(_) | Self::MessageContains(_) | Self::MessageMatches(_) => {
                format!("{:?}", record.message)
            }
            Self::Subject(name, _) => shown_id(record.subject(name)),
            Self::Property(name, _) => shown_json(&property(record, name)),
            Self::EventTime(_) => timestamp::format(record.event_time),
            Self::RequestId(_) => shown_text(record.request_id.as_deref()),
            Self::Typed(typed) => match typed.check(record) {
                Ok(true) => "accepted".to_owned(),
                Ok(false) => format!("not accepted, with {}", values(record)),
                Err(mismatch) => mismatch.to_string(),
            },
            Self::Not(_) if self.holds(record) => "not".to_owned(),
            Self::Not(_) => "it is".to_owned(),
            Self::AnyOf(matchers) => joined(matchers.iter().map(|m| m.differences(record)), "; "),
        }
    }

    /// Whether it asks for an event, and the record is of that.
    pub fn is_of_event(&self, record: &Record) -> bool {
        match self {
            Self::Name(_) => self.holds(record),
            Self::Typed(typed) => typed.check(record).is_ok(),
            _ => false,
        }
    }

    /// In how many characters the record comes near, where it does not hold.
    pub fn likeness(&self, record: &Record) -> usize {
        match self {
            Self::MessageContains(part) => longest_start(part, &record.message),
            _ => common_prefix(&self.expected(), &self.actual(record)),
        }
    }
}

/// In characters.
pub(crate) fn common_prefix(one: &str, other: &str) -> usize {
    let pairs = zip(one.chars(), other.chars());
    pairs.take_while(|(one, other)| one == other).count()
}

/// The characters of the longest start of `part` that is in the text.
fn longest_start(part: &str, text: &str) -> usize {
    let suffixes = text.char_indices().map(|(start, _)| &text[start..]);
    let common = suffixes.map(|suffix| common_prefix(part, suffix));
    common.max().unwrap_or(0)
}

fn property<'a>(record: &'a Record, name: &str) -> Cow<'a, Json> {
    let subject = || match record.subject(name) {
        None => Json::Null,
        Some(Id::Integer(number)) => (*number).into(),
        Some(id) => id.to_string().into(),
    };
    let prop = record.props.get(name);
    prop.map_or_else(|| Cow::Owned(subject()), Cow::Borrowed)
}

/// Every subject and property.
fn values(record: &Record) -> String {
    let subjects = record.subjects.iter();
    let subjects = subjects.map(|(name, id)| format!("{name} {}", shown_id(Some(id))));
    let props = record.props.iter();
    let props = props.map(|(name, value)| format!("{name} {}", shown_json(value)));
    joined(subjects.chain(props), ", ")
}

fn joined(parts: impl Iterator<Item = String>, separator: &str) -> String {
    parts.collect::<Vec<_>>().join(separator)
}

pub(crate) fn shown_name(name: &str) -> String {
    format!("`{}`", name.escape_debug())
}

fn shown_id(id: Option<&Id>) -> String {
    match id {
        None => "absent".to_owned(),
        Some(Id::Text(text)) => format!("{text:?}"),
        Some(id) => id.to_string(),
    }
}

fn shown_text(text: Option<&str>) -> String {
    text.map_or("absent".to_owned(), |text| format!("{text:?}"))
}

fn shown_json(value: &Json) -> String {
    match value {
        Json::Null => "absent".to_owned(),
        Json::String(text) => format!("{text:?}"),
        value => value.to_string(),
    }
}
