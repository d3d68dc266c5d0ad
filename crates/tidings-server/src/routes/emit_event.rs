use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use serde_json::json;
use tidings::Receipt;

use super::{Caller, json as json_answer};
use crate::body::{self, Fields};
use crate::emission::{self, Emission};
use crate::service::Service;
use crate::{ApiError, access};

/// Store a catalogued event
///
/// Its properties are checked against the definition, all that is wrong is told at once, and the message is made here.
#[utoipa::path(
    post,
    path = "/v2/events/{event}",
    tag = "events",
    params(
        ("event" = String, Path, description = "The event's name."),
        ("Idempotency-Key" = Option<uuid::Uuid>, Header, description = "Becomes the event's id: the same again is stored once."),
    ),
    request_body = super::schemas::Emitted,
    responses(
        (status = 201, description = "Stored, or discarded by a rate limit", body = super::schemas::Emission, headers(("Tidings-Receipt" = String, description = "`rate-limited; window=SECONDS` where it was discarded."))),
        super::schemas::Errors, super::schemas::BodyErrors,
    ),
    security(("bearer" = []), ("secretKey" = []), ("watcher" = []), ("apiKey" = [])),
)]
pub async fn emit_event(
    State(service): State<Arc<Service>>,
    Caller(identity): Caller,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
    request: Request,
) -> Result<Response, ApiError> {
    access::posting(&identity)?;
    let current = service.current();
    let definition = path
        .ok()
        .and_then(|Path(name)| current.catalog.definitions.get(&name));
    let id = emission::idempotency_key(request.headers())?;
    let body = body::read(request, &service.options.limits).await?;
    let definition = definition.ok_or_else(ApiError::not_found)?;
    let mut body = Fields::of(body)?;
    let event_time = body.time("event_time")?;
    let values = body.take_object("properties")?;
    let made = match event_time {
        Some(time) => definition.record_at(&values, time),
        None => definition.record(&values),
    };
    let mut record = made.map_err(|invalid| ApiError::invalid(invalid.to_string()))?;
    record.id = id.unwrap_or(record.id);
    let message = record.message.clone();
    let emission = Emission {
        record,
        keeps_time: event_time.is_some(),
    };
    let (id, receipt) = emission::store(&service, &current, &identity, emission).await?;
    let mut body = json!({"id": id, "message": message});
    if let Receipt::RateLimited { window } = receipt {
        body["rate_limited"] = json!({"window": window.as_secs_f64()});
    }
    let headers = emission::receipt_header(&receipt);
    Ok((headers, json_answer(StatusCode::CREATED, &body)).into_response())
}
