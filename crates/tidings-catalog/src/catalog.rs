//! A catalog as it was declared, after reading: what checks, generators and the server work from.

use std::time::Duration;

use crate::source::{Span, Spanned};

/// Everything that a catalog declares, in its order.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// The declared event types, or the three built-in ones.
    pub event_types: Vec<EventType>,
    /// Every id named by an event type, in order of first mention.
    pub subjects: Vec<Subject>,
    pub events: Vec<EventDefinition>,
    /// Events that were, whose names are never used again: `x-retired-events`.
    pub retired: Vec<Retired>,
    /// `x-*` keys at the top level.
    pub extensions: Extensions,
    /// `x-*` keys among the event types of `x-event-types`.
    pub event_type_extensions: Extensions,
}

impl Catalog {
    pub fn event(&self, name: &str) -> Option<&EventDefinition> {
        self.events.iter().find(|event| event.name.value == name)
    }

    pub fn event_type(&self, name: &str) -> Option<&EventType> {
        self.event_types
            .iter()
            .find(|event_type| event_type.name.value == name)
    }

    pub fn subject(&self, name: &str) -> Option<&Subject> {
        self.subjects.iter().find(|subject| subject.name == name)
    }
}

/// Which subject ids an event of this type must, may and must not have.
#[derive(Debug, Clone)]
pub struct EventType {
    pub name: Spanned<String>,
    pub requires: Vec<String>,
    pub allows: Vec<String>,
    pub forbids: Vec<String>,
    /// In order; the first one present owns the record.
    pub owner: Vec<String>,
    pub extensions: Extensions,
}

/// A thing that events are about, named by its id property.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The id property's name, as `cluster_id`.
    pub name: String,
    /// `Uuid`, `String` or `Int64`; the same in every event.
    pub property_type: PropertyType,
}

/// One entry of `x-events`.
#[derive(Debug, Clone)]
pub struct EventDefinition {
    pub name: Spanned<String>,
    /// The template, with `{property}` placeholders.
    pub message: Spanned<String>,
    pub event_type: Spanned<String>,
    pub severity: Spanned<Severity>,
    /// In declared order, which is that of generated fields and arguments.
    pub properties: Vec<Property>,
    pub description: Option<Spanned<String>>,
    pub category: Category,
    pub rate_limit: Option<Spanned<Duration>>,
    /// Boxed, since few events have it.
    pub deprecated: Option<Box<Deprecated>>,
    /// Names that it had before.
    pub formerly: Vec<Spanned<String>>,
    pub owners: Vec<Spanned<String>>,
    /// Names of warning rules that are not reported for this event.
    pub allow: Vec<Spanned<String>>,
    pub extensions: Extensions,
    /// `x-*` keys among the properties.
    pub properties_extensions: Extensions,
    /// The whole entry.
    pub span: Span,
}

impl EventDefinition {
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name.value == name)
    }
}

/// A property of an event. `UUID_PTR` is an optional `Uuid`.
#[derive(Debug, Clone)]
pub struct Property {
    pub name: Spanned<String>,
    pub property_type: Spanned<PropertyType>,
    pub optional: bool,
    /// Whether this is one of the catalog's subject ids.
    pub subject: bool,
    pub sensitive: bool,
    pub description: Option<Spanned<String>>,
    /// The allowed values of an `enum`; empty: any.
    pub values: Vec<Spanned<String>>,
    /// Names that it had before.
    pub formerly: Vec<Spanned<String>>,
    pub extensions: Extensions,
}

/// The type of a property's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PropertyType {
    Uuid,
    String,
    /// `integer`: 64-bit, like `Int64`.
    Integer,
    Int64,
    Bool,
    Float64,
    Timestamp,
}

impl PropertyType {
    /// Every name in the order of documentation, and its type. `UUID_PTR` besides means optional.
    pub(crate) const NAMES: [(&str, Self); 8] = [
        ("UUID", Self::Uuid),
        ("UUID_PTR", Self::Uuid),
        ("string", Self::String),
        ("integer", Self::Integer),
        ("int64", Self::Int64),
        ("bool", Self::Bool),
        ("float64", Self::Float64),
        ("timestamp", Self::Timestamp),
    ];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|&(_, property_type)| property_type)
    }

    /// As in a catalog.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uuid => "UUID",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Int64 => "int64",
            Self::Bool => "bool",
            Self::Float64 => "float64",
            Self::Timestamp => "timestamp",
        }
    }
}

/// How bad what an event tells is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Info,
    Warning,
    Error,
    Critical,
}

impl Severity {
    pub(crate) const ALL: [Self; 4] = [Self::Info, Self::Warning, Self::Error, Self::Critical];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.name() == name)
    }

    /// As in a catalog.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }
}

/// Whom an event is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Category {
    #[default]
    User,
    Metrics,
}

impl Category {
    pub(crate) const ALL: [Self; 2] = [Self::User, Self::Metrics];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|category| category.name() == name)
    }

    /// As in a catalog.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Metrics => "metrics",
        }
    }
}

/// Why and since when an event is not to be used any more.
#[derive(Debug, Clone)]
pub struct Deprecated {
    /// A date, `YYYY-MM-DD`.
    pub since: Option<Spanned<String>>,
    pub replaced_by: Option<Spanned<String>>,
    pub reason: Option<Spanned<String>>,
    pub extensions: Extensions,
    pub span: Span,
}

/// An event that was removed for good.
#[derive(Debug, Clone)]
pub struct Retired {
    pub name: Spanned<String>,
    /// A date, `YYYY-MM-DD`.
    pub since: Spanned<String>,
    pub replaced_by: Option<Spanned<String>>,
    pub reason: Option<Spanned<String>>,
    pub extensions: Extensions,
    /// The whole entry.
    pub span: Span,
}

/// `x-*` keys and their values, in order.
pub type Extensions = Vec<(String, serde_json::Value)>;
