//! Entries of the lists that assisted-service answers, as records.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use serde_json::{Map, Value};
use tidings::{Category, Definition, Id, OffsetDateTime, Record, Severity, Uuid, timestamp};

use crate::redaction;

/// The subjects that assisted-service knows, and how a type is told from them where no catalog says it: the first that
/// an event is about.
pub const SUBJECTS: [(&str, &str); 3] = [
    ("host_id", "host"),
    ("cluster_id", "cluster"),
    ("infra_env_id", "infra_env"),
];

/// The fields beside the subjects.
const FIELDS: [&str; 7] = [
    "name",
    "severity",
    "category",
    "message",
    "event_time",
    "request_id",
    "props",
];

/// Turns entries into records, with what the definitions say.
#[derive(Default)]
pub struct Assisted<'a> {
    definitions: BTreeMap<&'a str, &'a Definition>,
    /// What is worth telling, though nothing is wrong.
    pub noticed: Noticed,
}

/// At most [`Noticed::MOST`] of each.
#[derive(Debug, Default)]
pub struct Noticed {
    /// Fields that are no event's, which are left out.
    pub fields: BTreeSet<String>,
    /// Names that the catalog does not have.
    pub names: BTreeSet<String>,
}

impl Noticed {
    const MOST: usize = 20;
}

impl<'a> Assisted<'a> {
    pub fn new(definitions: &'a [Definition]) -> Self {
        let by_name = definitions
            .iter()
            .map(|definition| (&*definition.name, definition));
        Self {
            definitions: by_name.collect(),
            noticed: Noticed::default(),
        }
    }

    /// The record, whose id is yet to be given.
    ///
    /// # Errors
    /// All that is wrong in the entry, with what would be right.
    pub fn record(&mut self, entry: Value) -> Result<Record, Vec<String>> {
        let Value::Object(fields) = entry else {
            return Err(vec![
                "must be an object, as {\"severity\":\"info\",...}".to_owned(),
            ]);
        };
        self.notice_fields(&fields);
        let mut entry = Entry {
            fields,
            wrong: Vec::new(),
        };
        let record = self.read(&mut entry);
        match record {
            Some(record) if entry.wrong.is_empty() => Ok(record),
            _ => Err(entry.wrong),
        }
    }

    fn read(&mut self, entry: &mut Entry) -> Option<Record> {
        let severity = entry.named::<Severity>("severity");
        let category = entry.named::<Category>("category");
        let time = entry.parsed("event_time", read_time);
        let message = entry.text("message");
        let name = entry.text("name").unwrap_or_default();
        let request_id = entry.text("request_id").filter(|id| !id.is_empty());
        let subjects = entry.subjects();
        let props = entry.props();
        entry.require("severity", severity.is_some());
        entry.require("event_time", time.is_some());
        entry.require("message", message.is_some());
        let definition = self.definition(&name);
        let mut record = Record::new(name, event_type(definition, &subjects), severity?, message?);
        record.id = Uuid::nil();
        record.category = category.unwrap_or_default();
        record.event_time = time?;
        record.request_id = request_id;
        record.trace_id = None;
        record.span_id = None;
        record.subjects = subjects;
        record.props = props;
        if let Some(definition) = definition {
            redaction::redact(&mut record, definition);
        }
        entry
            .wrong
            .extend(record.validate().err().map(|error| error.to_string()));
        Some(record)
    }

    fn definition(&mut self, name: &str) -> Option<&'a Definition> {
        let definition = self.definitions.get(name).copied();
        let is_unknown = definition.is_none() && !self.definitions.is_empty();
        if is_unknown && !name.is_empty() && self.noticed.names.len() < Noticed::MOST {
            self.noticed.names.insert(name.to_owned());
        }
        definition
    }

    fn notice_fields(&mut self, fields: &Map<String, Value>) {
        let known = |field: &str| {
            FIELDS.contains(&field) || SUBJECTS.iter().any(|(subject, _)| *subject == field)
        };
        for field in fields.keys().filter(|field| !known(field)) {
            if self.noticed.fields.len() < Noticed::MOST {
                self.noticed.fields.insert(field.clone());
            }
        }
    }
}

fn event_type(
    definition: Option<&Definition>,
    subjects: &BTreeMap<Cow<'static, str>, Id>,
) -> Cow<'static, str> {
    if let Some(definition) = definition {
        return definition.event_type.clone();
    }
    let of_subject = SUBJECTS
        .iter()
        .find(|(subject, _)| subjects.contains_key(*subject));
    of_subject.map_or("", |(_, event_type)| event_type).into()
}

/// The fields of an entry that are yet to be read, and what was wrong with those that were.
struct Entry {
    fields: Map<String, Value>,
    wrong: Vec<String>,
}

impl Entry {
    fn require(&mut self, field: &str, is_there: bool) {
        let told = |wrong: &String| wrong.starts_with(&format!("`{field}`"));
        if !is_there && !self.wrong.iter().any(told) {
            self.wrong.push(format!("`{field}` is required"));
        }
    }

    /// `null` is absent.
    fn text(&mut self, field: &str) -> Option<String> {
        match self.fields.remove(field)? {
            Value::Null => None,
            Value::String(text) => Some(text),
            _ => {
                self.wrong.push(format!("`{field}` must be a text"));
                None
            }
        }
    }

    /// The empty text is absent, as it is in Go's structures.
    fn parsed<T>(
        &mut self,
        field: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(field).filter(|text| !text.is_empty())?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.wrong.push(format!("`{field}` {reason}"));
                None
            }
        }
    }

    fn named<T: FromStr<Err: Display>>(&mut self, field: &str) -> Option<T> {
        self.parsed(field, |text| {
            text.parse().map_err(|error: T::Err| error.to_string())
        })
    }

    fn subjects(&mut self) -> BTreeMap<Cow<'static, str>, Id> {
        let read = SUBJECTS.map(|(name, _)| {
            let id = self.parsed(name, |text| {
                Uuid::try_parse(text).map_err(|_| "must be a UUID".to_owned())
            });
            id.map(|id| (Cow::Borrowed(name), Id::Uuid(id)))
        });
        read.into_iter().flatten().collect()
    }

    /// A text that holds a JSON object, or an array of alternating keys and values; or the object itself.
    fn props(&mut self) -> BTreeMap<Cow<'static, str>, Value> {
        let props = match self.fields.remove("props") {
            None | Some(Value::Null) => return BTreeMap::new(),
            Some(Value::String(text)) if text.is_empty() => return BTreeMap::new(),
            Some(Value::String(text)) => serde_json::from_str(&text).ok().and_then(object),
            Some(value) => object(value),
        };
        let props = props.unwrap_or_else(|| {
            let wanted =
                "must be a text that holds a JSON object, as \"{\\\"disk\\\":\\\"sda\\\"}\"";
            self.wrong.push(format!("`props` {wanted}"));
            Map::new()
        });
        let owned = props.into_iter();
        owned
            .map(|(name, value)| (Cow::Owned(name), value))
            .collect()
    }
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        Value::Array(items) if items.len().is_multiple_of(2) => {
            let pairs = items.chunks_exact(2);
            pairs
                .map(|pair| Some((pair[0].as_str()?.to_owned(), pair[1].clone())))
                .collect()
        }
        _ => None,
    }
}

fn read_time(text: &str) -> Result<OffsetDateTime, String> {
    timestamp::parse(text).map_err(|_| {
        "must be a time of the years 0 to 9999, as 2022-03-08T12:59:40.257Z".to_owned()
    })
}
