//! Lists of a service: the query as parameters, and the records of its answer in the shape that they have here.

use anyhow::{Result, bail, ensure};
use serde_json::{Map, Value};
use tidings::timestamp;
use tidings_store::{Filter, Order, Query};

/// A name and a value, not yet escaped for a URL.
pub type Parameter = (String, String);

/// The parameters that ask a service for the same as the query asks a store.
///
/// # Errors
/// What the service would take as something else.
pub fn parameters(query: &Query) -> Result<Vec<Parameter>> {
    let mut parameters = Parameters::default();
    parameters.filter(&query.filter)?;
    if query.order == Order::Descending {
        parameters.add("order", "descending");
    }
    parameters.add_some("limit", query.limit);
    parameters.add_some("offset", (query.offset > 0).then_some(query.offset));
    parameters.add_some("after", query.after);
    Ok(parameters.0)
}

#[derive(Default)]
struct Parameters(Vec<Parameter>);

impl Parameters {
    fn add(&mut self, name: &str, value: impl ToString) {
        self.0.push((name.to_owned(), value.to_string()));
    }

    fn add_some(&mut self, name: &str, value: Option<impl ToString>) {
        self.0
            .extend(value.map(|value| (name.to_owned(), value.to_string())));
    }

    /// Repeated, since a value may have a comma.
    fn add_each(&mut self, name: &str, values: impl IntoIterator<Item: ToString>) {
        for value in values {
            self.add(name, value);
        }
    }

    fn filter(&mut self, filter: &Filter) -> Result<()> {
        let has_hosts = !filter.host_ids.is_empty() || filter.cluster_level;
        if has_hosts && filter.subjects.contains_key("host_id") {
            bail!(
                "`--subject host_id=` does not go with `--host-id` or `--cluster-level`; give hosts by `--host-id`"
            );
        }
        for (name, id) in &filter.subjects {
            self.add(name, id);
        }
        self.add_each("host_ids", &filter.host_ids);
        if filter.cluster_level {
            self.add("cluster_level", true);
        }
        self.add_each("severities", &filter.severities);
        self.add_each("categories", filter.categories.iter().flatten());
        if !filter.message.is_empty() {
            self.add("message", &filter.message);
        }
        self.add_each("names", &filter.names);
        self.add_each("event_types", &filter.event_types);
        self.add_some("request_id", filter.request_id.as_ref());
        self.add_some("since", filter.since.map(timestamp::format));
        self.add_some("until", filter.until.map(timestamp::format));
        Ok(())
    }
}

/// An entry of the answer as the record's own JSON, without what the service does not give.
///
/// # Errors
/// What is no record.
pub fn record(listed: Value) -> Result<Value> {
    const TEXTS: [&str; 8] = [
        "id",
        "name",
        "event_type",
        "category",
        "severity",
        "message",
        "request_id",
        "source",
    ];
    let Value::Object(fields) = listed else {
        bail!("the server's list has something else than records");
    };
    let (mut record, mut subjects) = (Map::new(), Map::new());
    for (name, value) in fields {
        match &*name {
            _ if value.is_null() => {}
            "event_time" | "recorded_at" => drop(record.insert(name, time(value))),
            "props" => drop(record.insert(name, props(value))),
            known if TEXTS.contains(&known) => drop(record.insert(name, value)),
            subject if subject.ends_with("_id") => drop(subjects.insert(name, value)),
            _ => {}
        }
    }
    let is_record = record.contains_key("event_time") && record.contains_key("message");
    ensure!(
        is_record,
        "the server's list has something else than records"
    );
    if !subjects.is_empty() {
        record.insert("subjects".to_owned(), Value::Object(subjects));
    }
    Ok(Value::Object(record))
}

/// Whether the record is of the subjects asked for: a service ignores parameters that it does not know, and would give
/// everything.
///
/// # Errors
/// A subject that the record does not have.
pub fn check_subjects(record: &Value, filter: &Filter) -> Result<()> {
    for name in filter.subjects.keys() {
        ensure!(
            !record["subjects"][name].is_null(),
            "the service does not know the subject `{name}`; its catalog declares those that it knows"
        );
    }
    Ok(())
}

/// Times are written the same everywhere here.
fn time(value: Value) -> Value {
    let time = value.as_str().and_then(|text| timestamp::parse(text).ok());
    time.map_or(value, |time| timestamp::format(time).into())
}

/// A text that holds JSON.
fn props(value: Value) -> Value {
    let props = value
        .as_str()
        .and_then(|text| serde_json::from_str(text).ok());
    props.unwrap_or(value)
}

/// Time, severity, event, subjects, message of what [`record`] gave.
pub fn cells(record: &Value) -> [String; 5] {
    let subjects = record["subjects"].as_object().into_iter().flatten();
    let subjects = subjects.map(|(name, id)| {
        let kind = name.strip_suffix("_id").unwrap_or(name);
        format!("{kind}={}", text(id))
    });
    [
        text(&record["event_time"]),
        text(&record["severity"]),
        text(&record["name"]),
        subjects.collect::<Vec<_>>().join(" "),
        text(&record["message"]),
    ]
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
