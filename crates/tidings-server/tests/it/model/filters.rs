//! The parameters of a list, from the query to what they mean.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::{Catalog, IdType, Refusal};

/// What a query says, in its order.
#[derive(Clone, Debug, Default)]
pub struct Parameters(pub Vec<(String, String)>);

impl Parameters {
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// "Empty values are dropped first"
    fn values(&self, name: &str) -> Vec<&str> {
        let named = self.0.iter().filter(|(parameter, _)| parameter == name);
        named
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// "of a repeated scalar the last counts"
    pub fn scalar(&self, name: &str) -> Option<&str> {
        self.values(name).last().copied()
    }

    /// "a repeated list parameter is merged"; "comma separated"
    pub fn list(&self, name: &str) -> Vec<String> {
        let values = self.values(name);
        let items = values.iter().flat_map(|value| value.split(','));
        items
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// "bool (true/1/yes/on/t/y, any case; anything else false)"
    pub fn flag(&self, name: &str) -> Option<bool> {
        let value = self.scalar(name)?.to_lowercase();
        Some(["true", "1", "yes", "on", "t", "y"].contains(&value.as_str()))
    }
}

/// What a list asks for.
#[derive(Debug)]
pub struct Filters {
    /// Id's name and id's text. "several together intersect"
    pub subjects: Vec<(&'static str, String)>,
    pub host_ids: Vec<String>,
    pub cluster_level: bool,
    pub deleted_hosts: bool,
    pub severities: Vec<String>,
    pub categories: Vec<String>,
    pub message: String,
    pub names: Vec<String>,
    pub event_types: Vec<String>,
    pub request_id: Option<String>,
    pub since: Option<OffsetDateTime>,
    pub until: Option<OffsetDateTime>,
    pub descending: bool,
    /// Everything from the start in append order.
    pub after_start: bool,
    pub limit: i64,
    pub offset: i64,
    pub counts: bool,
}

impl Filters {
    pub fn of(parameters: &Parameters, catalog: &Catalog) -> Result<Self, Refusal> {
        let order = one_of(parameters, "order", &["ascending", "descending"])?;
        let after_start = parameters.scalar("after") == Some("start");
        // "`order` or `offset` beside it are a 400"
        if after_start && (order.is_some() || parameters.scalar("offset").is_some()) {
            return Err(Refusal::Invalid(None));
        }
        Ok(Self {
            subjects: subjects(parameters, catalog)?,
            host_ids: hosts(parameters)?,
            // "a false flag counts as not given"
            cluster_level: parameters.flag("cluster_level") == Some(true),
            deleted_hosts: parameters.flag("deleted_hosts") == Some(true),
            severities: severities(parameters)?,
            categories: categories(parameters),
            message: parameters.scalar("message").unwrap_or_default().to_owned(),
            names: parameters.list("names"),
            event_types: parameters.list("event_types"),
            request_id: parameters.scalar("request_id").map(str::to_owned),
            since: time(parameters, "since")?,
            until: time(parameters, "until")?,
            descending: order == Some("descending"),
            after_start,
            // "limit absent: 5000"; "offset absent or negative: 0"
            limit: int64(parameters, "limit")?.unwrap_or(5000),
            offset: int64(parameters, "offset")?.unwrap_or(0).max(0),
            counts: parameters.flag("counts") != Some(false),
        })
    }
}

fn subjects(
    parameters: &Parameters,
    catalog: &Catalog,
) -> Result<Vec<(&'static str, String)>, Refusal> {
    // "`cluster_id`, `infra_env_id`, `<declared subject id>`"; `host_id` is a list of its own.
    let built_in = [("cluster_id", IdType::Uuid), ("infra_env_id", IdType::Uuid)];
    let built_in = built_in
        .iter()
        .filter(|(subject, _)| !catalog.declares(subject));
    let declared = catalog
        .subjects
        .iter()
        .filter(|(subject, _)| *subject != "host_id");
    let declared = declared.chain(built_in);
    let mut subjects = Vec::new();
    for (subject, id_type) in declared {
        if let Some(value) = parameters.scalar(subject) {
            subjects.push((*subject, id(subject, *id_type, value)?));
        }
    }
    Ok(subjects)
}

fn id(subject: &str, id_type: IdType, value: &str) -> Result<String, Refusal> {
    match id_type {
        IdType::Text => Ok(value.to_owned()),
        // "uuids in any case"
        IdType::Uuid => match value.parse::<Uuid>() {
            Ok(id) => Ok(id.to_string()),
            Err(_) => invalid(format!(
                "{subject} in query must be of type uuid: \"{value}\""
            )),
        },
        IdType::Int64 => match value.parse::<i64>() {
            Ok(id) => Ok(id.to_string()),
            Err(_) => invalid(format!(
                "{subject} in query must be of type int64: \"{value}\""
            )),
        },
    }
}

/// "`host_ids` (also `host_id`, deprecated, appended)"
fn hosts(parameters: &Parameters) -> Result<Vec<String>, Refusal> {
    let listed = parameters
        .list("host_ids")
        .into_iter()
        .chain(parameters.list("host_id"));
    let parsed = listed
        .enumerate()
        .map(|(index, value)| match value.parse::<Uuid>() {
            Ok(id) => Ok(id.to_string()),
            Err(_) => invalid(format!(
                "host_ids.{index} in query must be of type uuid: \"{value}\""
            )),
        });
    parsed.collect()
}

fn severities(parameters: &Parameters) -> Result<Vec<String>, Refusal> {
    let known = ["info", "warning", "error", "critical"];
    let severities = parameters.list("severities");
    match severities
        .iter()
        .position(|severity| !known.contains(&severity.as_str()))
    {
        None => Ok(severities),
        Some(index) => invalid(format!(
            "severities.{index} in query should be one of [info warning error critical]"
        )),
    }
}

/// "list; default `user`"
fn categories(parameters: &Parameters) -> Vec<String> {
    let categories = parameters.list("categories");
    if categories.is_empty() {
        vec!["user".to_owned()]
    } else {
        categories
    }
}

fn one_of<'a>(
    parameters: &'a Parameters,
    name: &'a str,
    allowed: &[&str],
) -> Result<Option<&'a str>, Refusal> {
    match parameters.scalar(name) {
        Some(value) if !allowed.contains(&value) => invalid(format!(
            "{name} in query should be one of [{}]",
            allowed.join(" ")
        )),
        value => Ok(value),
    }
}

fn int64(parameters: &Parameters, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(value) = parameters.scalar(name) else {
        return Ok(None);
    };
    match value.parse() {
        Ok(number) => Ok(Some(number)),
        Err(_) => invalid(format!(
            "{name} in query must be of type int64: \"{value}\""
        )),
    }
}

fn time(parameters: &Parameters, name: &str) -> Result<Option<OffsetDateTime>, Refusal> {
    let time = parameters
        .scalar(name)
        .map(|value| OffsetDateTime::parse(value, &Rfc3339));
    time.transpose().map_err(|_| Refusal::Invalid(None))
}

fn invalid<T>(message: String) -> Result<T, Refusal> {
    Err(Refusal::Invalid(Some(message)))
}
