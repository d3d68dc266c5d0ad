//! Gives each request its id, and logs and counts what it was answered.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::Method;
use hyper::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

use crate::service::Service;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The most characters of a path in the log.
const LONGEST_SHOWN: usize = 200;

/// The most characters of an id that a client gives.
const LONGEST: usize = 128;

pub async fn arrive(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = request_id(request.headers());
    let method = request.method().clone();
    // Never the query, which may hold a token.
    let path = request
        .uri()
        .path()
        .chars()
        .take(LONGEST_SHOWN)
        .collect::<String>();
    let mut response = tidings::with_request_id(&*id, next.run(request)).await;
    let route = response
        .extensions()
        .get::<Route>()
        .map(|route| route.0.clone());
    let status = response.status().as_u16();
    let elapsed = begun.elapsed();
    let route = route.as_deref().unwrap_or_default();
    let method = known(&method);
    service.metrics.request(method, route, status, elapsed);
    tracing::info!(
        target: "tidings::http", request_id = id, method, path, status,
        milliseconds = elapsed.as_secs_f64() * 1e3, "request"
    );
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    if path.contains("/v2/") {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// The template of the path that a request matched, told outwards by way of its answer.
#[derive(Clone)]
struct Route(Arc<str>);

/// Notes the route, inside the router.
pub async fn note_route(matched: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(matched) = matched {
        response
            .extensions_mut()
            .insert(Route(matched.as_str().into()));
    }
    response
}

/// The client's, where it is 1 to 128 visible ASCII characters.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok());
    let is_good = |id: &&str| {
        (1..=LONGEST).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
    };
    given
        .filter(is_good)
        .map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

/// Methods are text that clients choose; others than these are one.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
