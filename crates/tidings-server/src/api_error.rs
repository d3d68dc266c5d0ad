//! What a client is told when a request fails. What is behind it goes to the log only.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use serde_json::json;
use tidings::SendError;
use tidings_store::StoreError;

/// An answer other than success.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// The status.
    pub status: StatusCode,
    /// What was wrong, for the client.
    pub message: Cow<'static, str>,
    /// Headers beside those of every answer.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// The most characters of a message.
const LONGEST: usize = 2000;

impl ApiError {
    /// With this status and message, of which what is very long is cut off: it may repeat what the client sent.
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        Self {
            status,
            message: match message.char_indices().nth(LONGEST) {
                Some((end, _)) => format!("{}...", &message[..end]).into(),
                None => message,
            },
            headers: Vec::new(),
        }
    }

    /// 400: a parameter or the body fails validation.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 401: no or a bad token.
    pub fn unauthorized(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    /// 403: a good token that may not.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// 404: an unknown route or object, or one beyond the token's scope. All look the same.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Object Not Found")
    }

    /// 500: what happened is logged, not told.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal error; the service's log has more",
        )
    }

    /// 429: more at once than the service works on.
    pub fn throttled(message: &'static str) -> Self {
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, message);
        error.with_header(RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// 503: the store is away or busy.
    pub fn unavailable() -> Self {
        let error = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "the store is unavailable; try again",
        );
        error.with_header(RETRY_AFTER, HeaderValue::from_static("5"))
    }

    /// 410: a cursor that cannot be read on from; the header tells the oldest one that can.
    pub fn gone(message: &'static str, oldest: HeaderValue) -> Self {
        Self::new(StatusCode::GONE, message).with_header(NEXT_CURSOR, oldest)
    }

    /// The same with one more header.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    fn body(&self) -> serde_json::Value {
        if self.status == StatusCode::NOT_FOUND {
            return json!({"code": "404", "href": "", "id": 404, "kind": "Error", "reason": self.message});
        }
        json!({"code": self.status.as_u16(), "message": self.message})
    }
}

/// Where a list in the order of storing goes on.
pub const NEXT_CURSOR: HeaderName = HeaderName::from_static("next-cursor");

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::InvalidQuery(reason) => Self::invalid(reason.clone()),
            StoreError::UnknownSubject { .. } => Self::invalid(error.to_string()),
            StoreError::Unavailable(_) => {
                tracing::warn!(target: "tidings::http", %error, "the store is unavailable");
                Self::unavailable()
            }
            _ => {
                tracing::error!(target: "tidings::http", %error, "the store cannot be read");
                Self::internal()
            }
        }
    }
}

impl From<SendError> for ApiError {
    fn from(error: SendError) -> Self {
        match &error {
            SendError::InvalidValue { property, reason } => {
                Self::invalid(format!("{property} in body {reason}"))
            }
            SendError::IdTaken { .. } => Self::new(
                StatusCode::CONFLICT,
                "the id is taken by an event with other content",
            ),
            SendError::QueueFull | SendError::Closed | SendError::Unavailable(_) => {
                tracing::warn!(target: "tidings::http", %error, "an event cannot be stored now");
                Self::unavailable()
            }
            _ => {
                tracing::error!(target: "tidings::http", %error, "an event cannot be stored");
                Self::internal()
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = self.body().to_string();
        let json = (CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut response = (self.status, [json], body).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}
