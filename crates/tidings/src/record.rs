use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::checked::{self, MAX_SUBJECT_TEXT};
use crate::definition::DefinitionHash;
use crate::{
    Category, Id, InvalidProperty, OffsetDateTime, SendError, Severity, Uuid, scope, timestamp,
};

/// An event as it is sent, stored and served.
///
/// Its JSON (`serde`) holds all of it and round-trips; absent fields are left out.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// UUIDv7, made with the record. The same id again is stored once.
    pub id: Uuid,
    /// The event's name.
    pub name: Cow<'static, str>,
    /// The event's type, which says whom it is about.
    pub event_type: Cow<'static, str>,
    /// Whom the event is for.
    pub category: Category,
    /// How grave it is.
    pub severity: Severity,
    /// The rendered message.
    pub message: String,
    /// When it happened: UTC, to the microsecond, years 0 to 9999.
    pub event_time: OffsetDateTime,
    /// The request in which it happened.
    pub request_id: Option<String>,
    /// The service that sent it, set once on the sender.
    pub source: Option<String>,
    /// 32 hexadecimal digits (W3C Trace Context).
    pub trace_id: Option<String>,
    /// 16 hexadecimal digits (W3C Trace Context).
    pub span_id: Option<String>,
    /// The definition it was made by; none for a record that no catalog declares.
    pub definition: Option<DefinitionHash>,
    /// What it is about, by the id's name, as `cluster_id`.
    pub subjects: BTreeMap<Cow<'static, str>, Id>,
    /// Every other property, also those that the message does not mention.
    pub props: BTreeMap<Cow<'static, str>, serde_json::Value>,
}

impl Record {
    /// A record that no catalog declares: of now, with a new id, without subjects or properties.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        event_type: impl Into<Cow<'static, str>>,
        severity: Severity,
        message: impl Into<String>,
    ) -> Self {
        let now = OffsetDateTime::now_utc();
        let trace = scope::trace_context();
        Self {
            id: Uuid::now_v7(),
            name: name.into(),
            event_type: event_type.into(),
            category: Category::default(),
            severity,
            message: message.into(),
            event_time: timestamp::normalize(now).unwrap_or(now),
            request_id: scope::request_id(),
            source: None,
            trace_id: trace.as_ref().map(|trace| trace.trace_id.clone()),
            span_id: trace.map(|trace| trace.span_id),
            definition: None,
            subjects: BTreeMap::new(),
            props: BTreeMap::new(),
        }
    }

    /// The id of a subject, by its property's name, as `cluster_id`.
    pub fn subject(&self, name: &str) -> Option<&Id> {
        self.subjects.get(name)
    }

    /// The properties as a JSON object with sorted keys.
    pub fn props_json(&self) -> String {
        serde_json::to_string(&self.props).expect("a map with text keys is JSON")
    }

    /// Whether every store can hold the record; what typed events make always passes.
    ///
    /// # Errors
    /// [`SendError::InvalidValue`] for a NUL in any text or name, a name or another text beside the message that is
    /// longer than 1,000 bytes, more than 16 subjects, one whose name is not as `cluster_id` or reserved, a subject's id
    /// that is empty or longer than 255 bytes,
    /// a time that is not as [`timestamp::normalize`] leaves it.
    pub fn validate(&self) -> Result<(), SendError> {
        self.first_invalid()
            .map_or(Ok(()), |invalid| Err(invalid.into()))
    }

    fn first_invalid(&self) -> Option<InvalidProperty> {
        let optional = [
            ("request_id", &self.request_id),
            ("source", &self.source),
            ("trace_id", &self.trace_id),
            ("span_id", &self.span_id),
        ];
        let fields = [
            ("name", &*self.name),
            ("event_type", &self.event_type),
            ("message", &self.message),
        ];
        let texts = optional
            .into_iter()
            .filter_map(|(field, text)| Some((field, text.as_deref()?)));
        let nul = texts.chain(fields).find(|(_, text)| text.contains('\0'));
        nul.map(|(field, _)| InvalidProperty::new(field, "must not contain a NUL character"))
            .or_else(|| self.too_long())
            .or_else(|| self.subjects.iter().find_map(invalid_subject))
            .or_else(|| self.too_many_subjects())
            .or_else(|| self.props.iter().find_map(invalid_prop))
            .or_else(|| self.invalid_time())
    }

    /// Stores look records up by these, and indexes take no longer ones.
    fn too_long(&self) -> Option<InvalidProperty> {
        let text = |text: &'_ Option<String>| text.as_deref().unwrap_or_default().len();
        let lengths = [
            ("name", self.name.len()),
            ("event_type", self.event_type.len()),
            ("request_id", text(&self.request_id)),
            ("source", text(&self.source)),
            ("trace_id", text(&self.trace_id)),
            ("span_id", text(&self.span_id)),
        ];
        let found = lengths
            .into_iter()
            .find(|(_, length)| *length > MAX_LOOKED_UP);
        found.map(|(field, _)| InvalidProperty::new(field, "must be at most 1,000 bytes long"))
    }

    fn too_many_subjects(&self) -> Option<InvalidProperty> {
        let too_many = self.subjects.len() > MAX_SUBJECTS;
        too_many.then(|| InvalidProperty::new("subjects", "must be at most 16"))
    }

    fn invalid_time(&self) -> Option<InvalidProperty> {
        match checked::checked_time("event_time", self.event_time) {
            Ok(time) if time == self.event_time && self.event_time.offset().is_utc() => None,
            Ok(_) => Some(InvalidProperty::new(
                "event_time",
                "must be UTC and cut to the microsecond",
            )),
            Err(invalid) => Some(invalid),
        }
    }
}

/// Of a catalog, and so of a record.
const MAX_SUBJECTS: usize = 16;

/// In bytes.
const MAX_LOOKED_UP: usize = 1000;

fn invalid_subject((name, id): (&Cow<'static, str>, &Id)) -> Option<InvalidProperty> {
    let text = match id {
        Id::Text(text) => Some(text),
        _ => None,
    };
    if name.contains('\0') || text.is_some_and(|text| text.contains('\0')) {
        return Some(nul_in(name));
    }
    if !is_subject_name(name) {
        let reason = "must be the name of a subject's id, as `cluster_id`, and not a reserved one";
        return Some(InvalidProperty::new(name.clone(), reason));
    }
    let wrong_length = text.is_some_and(|text| !(1..=MAX_SUBJECT_TEXT).contains(&text.len()));
    wrong_length.then(|| InvalidProperty::new(name.clone(), "must be 1 to 255 bytes long"))
}

/// `[a-z][a-z0-9_]{0,50}_id`, and no name that other fields have.
fn is_subject_name(name: &str) -> bool {
    const RESERVED: [&str; 6] = [
        "request_id",
        "event_id",
        "record_id",
        "trace_id",
        "span_id",
        "org_id",
    ];
    let stem = name.strip_suffix("_id").unwrap_or_default();
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    stem.starts_with(|first: char| first.is_ascii_lowercase())
        && stem.len() <= 51
        && stem.bytes().all(allowed)
        && !RESERVED.contains(&name)
}

fn nul_in(name: &str) -> InvalidProperty {
    let name = name.replace('\0', "\u{fffd}");
    InvalidProperty::new(name, "must not contain a NUL character")
}

fn invalid_prop(
    (name, value): (&Cow<'static, str>, &serde_json::Value),
) -> Option<InvalidProperty> {
    if is_deeper_than(value, MOST_LEVELS) {
        let reason = "must not be nested more than 100 levels deep";
        return Some(InvalidProperty::new(name.clone(), reason));
    }
    let nul = name.contains('\0') || has_nul(value);
    nul.then(|| nul_in(name))
}

/// What is nested deeper readers of JSON refuse: serde_json 128 levels, with those of the record.
const MOST_LEVELS: usize = 100;

fn is_deeper_than(value: &serde_json::Value, levels: usize) -> bool {
    let Some(levels) = levels.checked_sub(1) else {
        return true;
    };
    match value {
        serde_json::Value::Array(items) => items.iter().any(|item| is_deeper_than(item, levels)),
        serde_json::Value::Object(map) => map.values().any(|value| is_deeper_than(value, levels)),
        _ => false,
    }
}

fn has_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(items) => items.iter().any(has_nul),
        serde_json::Value::Object(map) => map
            .iter()
            .any(|(key, value)| key.contains('\0') || has_nul(value)),
        _ => false,
    }
}
