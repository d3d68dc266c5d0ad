//! Bodies of requests: JSON objects and arrays, within limits, and their fields as what they must be.

use axum::body::Body;
use axum::extract::Request;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::StatusCode;
use hyper::body::{Body as _, Bytes};
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde_json::{Map, Value};
use tidings::{OffsetDateTime, Uuid, timestamp};

use crate::ApiError;
use crate::json;
use crate::options::Limits;
use crate::parameters::{shown, uuid};

/// The body as JSON.
pub async fn read(request: Request, limits: &Limits) -> Result<Value, ApiError> {
    let (parts, body) = request.into_parts();
    let content_type = parts.headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let media_type = content_type.unwrap_or_default().split(';').next();
    if !media_type.is_some_and(|one| one.trim().eq_ignore_ascii_case("application/json")) {
        return Err(unsupported("Content-Type must be application/json"));
    }
    let encoding = parts.headers.get(CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding.as_bytes() != b"identity") {
        return Err(unsupported("the body must not be compressed"));
    }
    if body.size_hint().lower() > limits.max_body as u64 {
        // Before it is sent, where the client asks first (RFC 9110, section 10.1.1).
        return Err(too_large(limits));
    }
    let bytes = bytes(body, limits).await?;
    json::parse(&bytes)
        .map_err(|reason| ApiError::invalid(format!("body in body is no JSON: {reason}")))
}

fn unsupported(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
}

async fn bytes(body: Body, limits: &Limits) -> Result<Bytes, ApiError> {
    let read = Limited::new(body, limits.max_body).collect();
    match tokio::time::timeout(limits.request_time, read).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(limits)),
        Ok(Err(_)) => Err(ApiError::invalid("the body broke off")),
        Err(_) => Err(ApiError::new(
            StatusCode::REQUEST_TIMEOUT,
            "the body took too long to come",
        )),
    }
}

fn too_large(limits: &Limits) -> ApiError {
    let told = format!("the body is larger than {} bytes", limits.max_body);
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, told)
}

/// A JSON object whose fields have types; `null` is absent.
#[derive(Debug)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// Refuses what is no object.
    pub fn of(body: Value) -> Result<Self, ApiError> {
        match body {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(ApiError::invalid("body in body must be of type object")),
        }
    }

    /// Whether there are no fields but these.
    pub fn refuse_others(&self, known: &[&str]) -> Result<(), ApiError> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => {
                let (name, known) = (shown(name), known.join(" "));
                let told = format!("{name} in body is unknown; there are [{known}]");
                Err(ApiError::invalid(told))
            }
        }
    }

    /// Whether the field is there.
    pub fn require(&self, name: &str) -> Result<(), ApiError> {
        match self.get(name) {
            Some(_) => Ok(()),
            None => Err(ApiError::invalid(format!("{name} in body is required"))),
        }
    }

    pub fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        let text = |value: &'_ Value| match value {
            Value::String(text) if text.contains('\0') => Err(ApiError::invalid(format!(
                "{name} in body must not contain a NUL character"
            ))),
            Value::String(_) => Ok(()),
            other => Err(wrong_type(name, "string", other)),
        };
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        text(value)?;
        Ok(value.as_str())
    }

    pub fn uuid(&self, name: &str) -> Result<Option<Uuid>, ApiError> {
        let parse = |value: &Value| {
            let parsed = value.as_str().and_then(uuid);
            parsed.ok_or_else(|| wrong_type(name, "uuid", value))
        };
        self.get(name).map(parse).transpose()
    }

    pub fn time(&self, name: &str) -> Result<Option<OffsetDateTime>, ApiError> {
        let parse = |value: &Value| {
            let parsed = value.as_str().and_then(|text| timestamp::parse(text).ok());
            parsed.ok_or_else(|| wrong_type(name, "date-time", value))
        };
        self.get(name).map(parse).transpose()
    }

    /// Takes out an object; an empty one where it is absent.
    pub fn take_object(&mut self, name: &str) -> Result<Map<String, Value>, ApiError> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(object)) => Ok(object),
            Some(other) => Err(wrong_type(name, "object", &other)),
        }
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }
}

fn wrong_type(name: &str, kind: &str, value: &Value) -> ApiError {
    let value = match value {
        Value::String(text) => shown(text),
        Value::Array(_) => "array".to_owned(),
        Value::Object(_) => "object".to_owned(),
        other => shown(&other.to_string()),
    };
    ApiError::invalid(format!("{name} in body must be of type {kind}: {value}"))
}
