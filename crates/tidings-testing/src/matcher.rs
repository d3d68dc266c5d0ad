use std::fmt;

use regex::Regex;
use serde_json::Value as Json;
use tidings::{
    Category, Definition, Event, MismatchedRecord, OffsetDateTime, Record, Severity, timestamp,
};

use crate::IntoId;
use crate::condition::{Condition, shown_name};
use crate::typed::Typed;

/// Which records are meant: those that meet every condition it is given, at first any record.
///
/// `Display` says it in words, as failures do.
///
/// ```
/// use tidings::{Record, Severity};
/// use tidings_testing::EventMatcher;
///
/// let failed = EventMatcher::new().event_type("order").severity(Severity::Error);
/// let record = Record::new("order_failed", "order", Severity::Error, "Order A-17 failed: no stock");
///
/// assert!(failed.matches(&record));
/// assert!(failed.clone().message_matches("^Order .+ failed").matches(&record));
/// assert!(!failed.clone().subject("order", "A-17").matches(&record));
/// assert_eq!(failed.to_string(), "any event with event_type `order`, severity error");
/// ```
#[derive(Clone, Default)]
pub struct EventMatcher {
    conditions: Vec<Condition>,
    /// Of [`of`](Self::of): what can be asked of the event.
    definition: Option<&'static Definition>,
}

impl EventMatcher {
    /// Matches every record.
    pub fn new() -> Self {
        Self::default()
    }

    /// Matches every record of the event `T`.
    pub fn of<T: Event>() -> Self {
        let definition = T::definition();
        let mut matcher = Self::new().and(Condition::Name(definition.name.clone()));
        matcher.definition = Some(definition);
        matcher
    }

    /// Matches what the other does not.
    #[expect(
        clippy::should_implement_trait,
        reason = "reads like `any_of` and `all_of`, without importing a trait"
    )]
    pub fn not(matcher: Self) -> Self {
        Self::new().and(Condition::Not(matcher))
    }

    /// Matches what at least one of these does.
    pub fn any_of(matchers: impl IntoIterator<Item = Self>) -> Self {
        Self::new().and(Condition::AnyOf(matchers.into_iter().collect()))
    }

    /// Matches what each of these does.
    pub fn all_of(matchers: impl IntoIterator<Item = Self>) -> Self {
        let conditions = matchers.into_iter().flat_map(|matcher| matcher.conditions);
        Self {
            conditions: conditions.collect(),
            definition: None,
        }
    }

    /// Also of this event.
    pub fn name(self, name: impl Into<String>) -> Self {
        self.and(Condition::Name(name.into().into()))
    }

    /// Also of this event type: `cluster`, `host`, `infra_env`, or one that the catalog declares.
    pub fn event_type(self, event_type: impl Into<String>) -> Self {
        self.and(Condition::EventType(event_type.into()))
    }

    /// Also of this severity.
    pub fn severity(self, severity: Severity) -> Self {
        self.and(Condition::Severity(severity))
    }

    /// Also of this category.
    pub fn category(self, category: Category) -> Self {
        self.and(Condition::Category(category))
    }

    /// Also with exactly this rendered message.
    pub fn message(self, message: impl Into<String>) -> Self {
        self.and(Condition::Message(message.into()))
    }

    /// Also with this text somewhere in the message.
    pub fn message_contains(self, part: impl Into<String>) -> Self {
        self.and(Condition::MessageContains(part.into()))
    }

    /// Also with a message in which this regular expression (syntax of the crate `regex`) finds something.
    ///
    /// # Panics
    /// When it is no regular expression.
    #[track_caller]
    pub fn message_matches(self, regex: &str) -> Self {
        match Regex::new(regex) {
            Ok(regex) => self.and(Condition::MessageMatches(regex)),
            Err(error) => panic!("message_matches takes a regular expression: {error}"),
        }
    }

    /// Also with this text as the property `info`.
    #[track_caller]
    pub fn info(self, info: impl Into<String>) -> Self {
        self.property("info", info.into())
    }

    /// Also about this cluster; `None`: about no cluster.
    #[track_caller]
    pub fn cluster_id(self, id: impl IntoId) -> Self {
        self.subject("cluster", id)
    }

    /// Also about this host; `None`: about no host.
    #[track_caller]
    pub fn host_id(self, id: impl IntoId) -> Self {
        self.subject("host", id)
    }

    /// Also about this infra-env; `None`: about no infra-env.
    #[track_caller]
    pub fn infra_env_id(self, id: impl IntoId) -> Self {
        self.subject("infra_env", id)
    }

    /// Also about this subject, by its kind, `order` for the property `order_id`; `None`: about none of the kind.
    ///
    /// # Panics
    /// When the matcher is [`of`](Self::of) an event that has no such subject, and this asks for one.
    #[track_caller]
    pub fn subject(self, kind: &str, id: impl IntoId) -> Self {
        let (name, id) = (format!("{kind}_id"), id.into_id());
        if id.is_some() {
            self.must_declare(&name);
        }
        self.and(Condition::Subject(name, id))
    }

    /// Also with this value of a property, which may be a subject's id too; null: without the property.
    ///
    /// UUIDs and timestamps are texts as in [`Record::props`]; a `sensitive` property has [`REDACTED`](tidings::REDACTED).
    ///
    /// # Panics
    /// When the matcher is [`of`](Self::of) an event that has no such property.
    #[track_caller]
    pub fn property(self, name: impl Into<String>, value: impl Into<Json>) -> Self {
        let name = name.into();
        self.must_declare(&name);
        self.and(Condition::Property(name, value.into()))
    }

    /// Also with this time of occurrence, to the microsecond.
    pub fn event_time(self, time: OffsetDateTime) -> Self {
        let time = timestamp::normalize(time).unwrap_or(time);
        self.and(Condition::EventTime(time))
    }

    /// Also of this request; `None`: of no request.
    pub fn request_id<'a>(self, id: impl Into<Option<&'a str>>) -> Self {
        self.and(Condition::RequestId(id.into().map(str::to_owned)))
    }

    /// Also of the event `T`, with values that the closure accepts.
    #[track_caller]
    pub fn with<T>(self, predicate: impl Fn(&T) -> bool + Send + Sync + 'static) -> Self
    where
        T: Event + for<'a> TryFrom<&'a Record, Error = MismatchedRecord>,
    {
        self.and(Condition::Typed(Typed::new(predicate)))
    }

    /// Whether the record meets every condition.
    pub fn matches(&self, record: &Record) -> bool {
        self.conditions
            .iter()
            .all(|condition| condition.holds(record))
    }

    pub(crate) fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// What of the record does not meet the conditions.
    pub(crate) fn differences(&self, record: &Record) -> String {
        let failed = self
            .conditions
            .iter()
            .filter(|condition| !condition.holds(record));
        let differences = failed.map(|condition| {
            format!(
                "{} {}",
                condition.subject_matter(),
                condition.actual(record)
            )
        });
        differences.collect::<Vec<_>>().join(", ")
    }

    fn and(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// A misspelt name would match nothing, and make `never` pass.
    #[track_caller]
    fn must_declare(&self, property: &str) {
        let Some(definition) = self.definition else {
            return;
        };
        if definition.property(property).is_none() {
            let properties = definition.properties.iter();
            let names: Vec<&str> = properties.map(|property| &*property.name).collect();
            panic!(
                "event {} has no property {}; it has [{}]",
                shown_name(&definition.name),
                shown_name(property),
                names.join(" ")
            );
        }
    }
}

impl fmt::Display for EventMatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let conditions = match self.conditions.split_first() {
            Some((Condition::Name(name), others)) => {
                write!(f, "event {}", shown_name(name))?;
                others
            }
            _ => {
                f.write_str("any event")?;
                &*self.conditions
            }
        };
        let (composed, plain): (Vec<_>, Vec<_>) = conditions
            .iter()
            .partition(|condition| matches!(condition, Condition::Not(_) | Condition::AnyOf(_)));
        let with = plain
            .into_iter()
            .zip([" with "].into_iter().chain(std::iter::repeat(", ")));
        let that = composed.into_iter().zip(std::iter::repeat(", "));
        for (condition, separator) in with.chain(that) {
            let (about, expected) = (condition.subject_matter(), condition.expected());
            write!(f, "{separator}{about} {expected}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for EventMatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventMatcher({self})")
    }
}
