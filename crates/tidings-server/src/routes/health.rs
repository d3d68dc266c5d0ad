use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::CONTENT_TYPE;
use serde_json::json;

use super::{json, json_text};
use crate::ApiError;
use crate::service::Service;

/// Whether the process answers.
pub async fn healthz() -> Response {
    json(StatusCode::OK, &json!({"status": "ok"}))
}

/// Whether the store can be read, in a version that this build can use.
pub async fn readyz(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    match service.current().store.end().await {
        Ok(_) => Ok(json(StatusCode::OK, &json!({"status": "ready"}))),
        Err(error) => {
            tracing::warn!(target: "tidings::http", %error, "not ready");
            Err(ApiError::unavailable())
        }
    }
}

pub async fn metrics(State(service): State<Arc<Service>>) -> Response {
    let text = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (text, service.metrics.render()).into_response()
}

pub async fn openapi(State(service): State<Arc<Service>>) -> Response {
    json_text(StatusCode::OK, service.current().openapi.clone())
}
