use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use hyper::StatusCode;

use super::{Caller, json};
use crate::service::Service;
use crate::{ApiError, access, event_json, parameters};

/// One event, by its id
#[utoipa::path(
    get,
    path = "/v2/events/{event}",
    tag = "events",
    params(("event" = uuid::Uuid, Path, description = "The event's id.")),
    responses(
        (status = 200, description = "The event", body = super::schemas::Event),
        super::schemas::Errors,
    ),
    security(("bearer" = []), ("secretKey" = []), ("watcher" = []), ("apiKey" = [])),
)]
pub async fn get_event(
    State(service): State<Arc<Service>>,
    Caller(identity): Caller,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Response, ApiError> {
    let current = service.current();
    let access = access::reading(&identity, service.options.tenancy, &current.catalog)?;
    // A path that is no id names no event.
    let id = path.ok().and_then(|Path(id)| parameters::uuid(&id));
    let id = id.ok_or_else(ApiError::not_found)?;
    let found = current.store.get_for(id, &access).await?;
    let found = found.ok_or_else(ApiError::not_found)?;
    Ok(json(StatusCode::OK, &event_json::event(&found)))
}
