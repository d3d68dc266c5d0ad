//! A record's own JSON, as spill files and batches hold it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::record::Record;
use crate::{Category, Id, OffsetDateTime, Severity, Uuid, timestamp};

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written {
            id: self.id,
            name: &self.name,
            event_type: &self.event_type,
            category: self.category,
            severity: self.severity,
            message: &self.message,
            event_time: timestamp::format(self.event_time),
            request_id: self.request_id.as_deref(),
            source: self.source.as_deref(),
            trace_id: self.trace_id.as_deref(),
            span_id: self.span_id.as_deref(),
            definition: self.definition.map(|hash| hash.to_string()),
            subjects: &self.subjects,
            props: &self.props,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(deserializer)?;
        let definition = read.definition.map(|text| text.parse()).transpose();
        let record = Self {
            id: read.id,
            name: read.name.into(),
            event_type: read.event_type.into(),
            category: read.category,
            severity: read.severity,
            message: read.message,
            event_time: read.event_time,
            request_id: read.request_id,
            source: read.source,
            trace_id: read.trace_id,
            span_id: read.span_id,
            definition: definition
                .map_err(|_| de::Error::custom("definition must be 16 hexadecimal digits"))?,
            subjects: owned_keys(read.subjects),
            props: owned_keys(read.props),
        };
        record.validate().map_err(de::Error::custom)?;
        Ok(record)
    }
}

#[derive(Serialize)]
struct Written<'a> {
    id: Uuid,
    name: &'a str,
    event_type: &'a str,
    category: Category,
    severity: Severity,
    message: &'a str,
    event_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    definition: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    subjects: &'a BTreeMap<Cow<'static, str>, Id>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    props: &'a BTreeMap<Cow<'static, str>, serde_json::Value>,
}

/// Unknown fields are ignored: a newer sender may know more.
#[derive(Deserialize)]
#[serde(expecting = "a record")]
struct Read {
    id: Uuid,
    name: String,
    event_type: String,
    #[serde(default)]
    category: Category,
    severity: Severity,
    message: String,
    #[serde(deserialize_with = "read_time")]
    event_time: OffsetDateTime,
    request_id: Option<String>,
    source: Option<String>,
    trace_id: Option<String>,
    span_id: Option<String>,
    definition: Option<String>,
    #[serde(default)]
    subjects: BTreeMap<String, Id>,
    #[serde(default)]
    props: BTreeMap<String, serde_json::Value>,
}

fn read_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    timestamp::parse(&text).map_err(|_| de::Error::custom("event_time must be an RFC 3339 time"))
}

fn owned_keys<V>(map: BTreeMap<String, V>) -> BTreeMap<Cow<'static, str>, V> {
    map.into_iter()
        .map(|(key, value)| (Cow::Owned(key), value))
        .collect()
}
