use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{RawQuery, Request, State};
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use serde_json::{Map, Value};
use tidings::{Definition, Id, Record, Severity, Uuid};

use super::Caller;
use crate::auth::{Identity, Role};
use crate::body::{self, Fields};
use crate::emission::{self, Emission};
use crate::parameters::QueryString;
use crate::redaction::redact;
use crate::service::{Current, Service};
use crate::{ApiError, access, json};

/// Store an event whose message is made already
///
/// Answered once it is stored. What a rate limit discards is answered alike, with the header `Tidings-Receipt`.
#[utoipa::path(
    post,
    path = "/v2/events",
    tag = "events",
    params(
        ("keep_event_time" = Option<bool>, Query, description = "Keeps the body's `event_time`, which else is that of storing. For admins."),
        ("Idempotency-Key" = Option<uuid::Uuid>, Header, description = "Becomes the event's id: the same again is stored once."),
    ),
    request_body = super::schemas::NewEvent,
    responses(
        (status = 201, description = "Stored", headers(("Tidings-Receipt" = String, description = "`rate-limited; window=SECONDS` where it was discarded."))),
        super::schemas::Errors, super::schemas::BodyErrors,
    ),
    security(("bearer" = []), ("secretKey" = []), ("watcher" = []), ("apiKey" = [])),
)]
pub async fn post_event(
    State(service): State<Arc<Service>>,
    Caller(identity): Caller,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, ApiError> {
    access::posting(&identity)?;
    let keeps_time = QueryString::parse(query.as_deref()).flag("keep_event_time")?;
    if keeps_time && identity.role != Some(Role::Admin) {
        let told = "keep_event_time in query is for admins";
        return Err(ApiError::forbidden(told));
    }
    let id = emission::idempotency_key(request.headers())?;
    let body = body::read(request, &service.options.limits).await?;
    let current = service.current();
    let record = record(&Fields::of(body)?, id, keeps_time, &current)?;
    store(
        &service,
        &current,
        &identity,
        Emission { record, keeps_time },
    )
    .await
}

async fn store(
    service: &Service,
    current: &Current,
    identity: &Identity,
    emission: Emission,
) -> Result<Response, ApiError> {
    let (_, receipt) = emission::store(service, current, identity, emission).await?;
    Ok((StatusCode::CREATED, emission::receipt_header(&receipt)).into_response())
}

/// Required fields first, as the original asks for them.
fn record(
    body: &Fields,
    id: Option<Uuid>,
    keeps_time: bool,
    current: &Current,
) -> Result<Record, ApiError> {
    for name in ["event_time", "severity", "message"] {
        body.require(name)?;
    }
    let category =
        match body.text("category")? {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| {
                ApiError::invalid("category in body should be one of [user metrics]")
            })?),
        };
    let mut subjects = BTreeMap::new();
    let cluster_id = body.uuid("cluster_id")?;
    let event_time = body.time("event_time")?;
    let ids = [
        ("cluster_id", cluster_id),
        ("host_id", body.uuid("host_id")?),
        ("infra_env_id", body.uuid("infra_env_id")?),
    ];
    for (name, id) in ids {
        if let Some(id) = id {
            subjects.insert(name.into(), Id::from(id));
        }
    }
    let message = body.text("message")?.unwrap_or_default();
    let name = body.text("name")?.unwrap_or_default();
    let definition = current.catalog.definitions.get(name);
    let props = props(body)?;
    let severity = severity(body)?;
    let event_type = definition.map_or("", |definition| &definition.event_type);
    let mut record = Record::new(name.to_owned(), event_type.to_owned(), severity, message);
    record.id = id.unwrap_or(record.id);
    record.category = category.unwrap_or_default();
    record.event_time = event_time
        .filter(|_| keeps_time)
        .unwrap_or(record.event_time);
    record.definition = definition.map(Definition::hash);
    record.subjects = subjects;
    record.props = props
        .into_iter()
        .map(|(key, value)| (key.into(), value))
        .collect();
    if let Some(definition) = definition {
        redact(&mut record, definition);
    }
    Ok(record)
}

fn severity(body: &Fields) -> Result<Severity, ApiError> {
    let text = body.text("severity")?.unwrap_or_default();
    text.parse().map_err(|_| {
        ApiError::invalid("severity in body should be one of [info warning error critical]")
    })
}

/// A text that holds a JSON object, or an array of keys and values in turn.
fn props(body: &Fields) -> Result<Map<String, Value>, ApiError> {
    const FORM: &str =
        "must be a text that holds a JSON object, or a JSON array of keys and values in turn";
    let invalid = |reason: &str| ApiError::invalid(format!("props in body {reason}"));
    let Some(text) = body.text("props")?.filter(|text| !text.trim().is_empty()) else {
        return Ok(Map::new());
    };
    let parsed =
        json::parse(text.as_bytes()).map_err(|reason| invalid(&format!("{FORM}: {reason}")))?;
    match parsed {
        Value::Object(props) => Ok(props),
        Value::Array(items) => in_turn(items).ok_or_else(|| invalid(FORM)),
        _ => Err(invalid(FORM)),
    }
}

/// Keys and values in turn, each key once.
fn in_turn(items: Vec<Value>) -> Option<Map<String, Value>> {
    let mut props = Map::new();
    let mut items = items.into_iter();
    while let Some(key) = items.next() {
        let Value::String(key) = key else {
            return None;
        };
        if props.insert(key, items.next()?).is_some() {
            return None;
        }
    }
    Some(props)
}
