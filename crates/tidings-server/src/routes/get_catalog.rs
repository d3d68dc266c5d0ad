use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use hyper::StatusCode;

use super::{Caller, json};
use crate::service::Service;

/// The definitions of all events
///
/// Anyone with a valid token may read them.
#[utoipa::path(
    get,
    path = "/v2/catalog",
    tag = "catalog",
    responses((status = 200, description = "The catalog", body = super::schemas::Catalog), super::schemas::Errors),
    security(("bearer" = []), ("secretKey" = []), ("watcher" = []), ("apiKey" = [])),
)]
pub async fn get_catalog(State(service): State<Arc<Service>>, _: Caller) -> Response {
    json(StatusCode::OK, &service.current().catalog.json)
}
