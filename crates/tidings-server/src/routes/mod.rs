//! One file a route. [`router`] puts them together, and [`openapi`] describes them.

mod description;
mod emit_event;
mod get_catalog;
mod get_event;
mod health;
mod list_events;
mod post_event;
mod post_records;
mod registry;
mod schemas;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use description::openapi;

use crate::ApiError;
use crate::auth::Identity;
use crate::service::Service;

/// Routes below the base path.
fn documented() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::new()
        .routes(routes!(list_events::list_events, post_event::post_event))
        .routes(routes!(get_event::get_event, emit_event::emit_event))
        .routes(routes!(post_records::post_records))
        .routes(routes!(
            registry::get_subject,
            registry::put_subject,
            registry::delete_subject
        ))
        .routes(routes!(get_catalog::get_catalog))
}

/// All routes of the service.
pub fn router(service: Arc<Service>) -> Router {
    let events: Router<Arc<Service>> = documented().into();
    let base_path = service.options.base_path.clone();
    let root = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/openapi.json", get(health::openapi));
    let root = match service.options.metrics_listen {
        Some(_) => root,
        None => root.route("/metrics", get(health::metrics)),
    };
    let root = if base_path.is_empty() {
        root.merge(events)
    } else {
        root.nest(&base_path, events)
    };
    root.fallback(async || ApiError::not_found())
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(service)
}

/// Routes for those who watch the service, on an address of their own.
pub fn watched(service: Arc<Service>) -> Router {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .fallback(async || ApiError::not_found())
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(service)
}

async fn method_not_allowed(method: Method) -> ApiError {
    let method: String = method.as_str().chars().take(20).collect();
    let told = format!("method {method} is not allowed here");
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, told)
}

/// Who calls. Asked before anything else of a request is looked at.
pub struct Caller(pub Identity);

impl FromRequestParts<Arc<Service>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &Arc<Service>,
    ) -> Result<Self, ApiError> {
        service.authenticator.identify(parts).await.map(Self)
    }
}

/// An answer in JSON.
fn json(status: StatusCode, body: &Value) -> Response {
    json_text(status, body.to_string())
}

fn json_text(status: StatusCode, body: impl Into<axum::body::Body>) -> Response {
    let mut response = (status, body.into()).into_response();
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}
