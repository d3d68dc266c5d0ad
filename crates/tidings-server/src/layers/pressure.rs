//! Holds back what is more than the service can work on at once.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::StatusCode;
use hyper::header::{HeaderValue, RETRY_AFTER};
use tokio::time::timeout;

use crate::ApiError;
use crate::service::Service;

/// How long a request may wait for others.
const PATIENCE: Duration = Duration::from_secs(1);

pub async fn limit(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    // Else a service under load would look dead.
    if matches!(request.uri().path(), "/healthz" | "/readyz" | "/metrics") {
        return Ok(next.run(request).await);
    }
    let Ok(Ok(_permit)) = timeout(PATIENCE, service.requests.acquire()).await else {
        return Err(ApiError::throttled("too many requests at once; try again"));
    };
    // A body has its time, then the answer.
    let longest = service.options.limits.request_time * 2;
    timeout(longest, next.run(request)).await.map_err(|_| {
        tracing::warn!(target: "tidings::http", "a request took too long");
        let told = "the request took too long; try again, or ask for less";
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, told)
            .with_header(RETRY_AFTER, HeaderValue::from_static("5"))
    })
}
