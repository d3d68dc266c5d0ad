//! What is done for every request, whatever its route; from outside to inside.

mod arrival;
mod body_end;
mod host;
mod pressure;

use std::any::Any;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::ApiError;
use crate::options::ServerOptions;
use crate::service::Service;

/// Answers smaller than this are not compressed.
const SMALL: u64 = 1024;

/// The routes with all layers. The last one added is the outermost.
pub fn around(router: Router, service: &Arc<Service>) -> Router {
    let router = router
        .layer(middleware::from_fn(arrival::note_route))
        .layer(middleware::from_fn_with_state(
            service.clone(),
            pressure::limit,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(SMALL)));
    let router = match cors(&service.options) {
        Some(cors) => router.layer(cors),
        None => router,
    };
    router
        .layer(middleware::from_fn(body_end::read_to_end))
        .layer(middleware::from_fn_with_state(service.clone(), host::check))
        .layer(middleware::from_fn_with_state(
            service.clone(),
            arrival::arrive,
        ))
}

/// The same for routes that watch the service.
pub fn watched(router: Router, service: &Arc<Service>) -> Router {
    router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(arrival::note_route))
        .layer(middleware::from_fn_with_state(
            service.clone(),
            arrival::arrive,
        ))
}

/// The panic itself is in the log, by the hook that every program has.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!(target: "tidings::http", "a request panicked");
    ApiError::internal().into_response()
}

/// Headers that web pages may read.
const EXPOSED: [HeaderName; 8] = [
    HeaderName::from_static("severity-count-info"),
    HeaderName::from_static("severity-count-warning"),
    HeaderName::from_static("severity-count-error"),
    HeaderName::from_static("severity-count-critical"),
    HeaderName::from_static("event-count"),
    HeaderName::from_static("next-cursor"),
    HeaderName::from_static("tidings-receipt"),
    HeaderName::from_static("x-request-id"),
];

/// Web pages of other origins are let in only where they are listed.
fn cors(options: &ServerOptions) -> Option<CorsLayer> {
    if options.cors_origins.is_empty() {
        return None;
    }
    let origins = if options.cors_origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        let origins = options.cors_origins.iter();
        AllowOrigin::list(origins.filter_map(|origin| HeaderValue::from_str(origin).ok()))
    };
    let layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers(ALLOWED)
        .expose_headers(EXPOSED);
    Some(layer)
}

/// Headers that web pages may send.
const ALLOWED: [HeaderName; 7] = [
    HeaderName::from_static("authorization"),
    HeaderName::from_static("x-secret-key"),
    HeaderName::from_static("watcher-authorization"),
    HeaderName::from_static("content-type"),
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("x-request-id"),
    HeaderName::from_static("accept"),
];
