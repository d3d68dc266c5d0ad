use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use hyper::StatusCode;
use serde_json::{Value, json};
use tidings::{Receipt, Record, SendError, Sender, Sending};

use super::{Caller, json as json_answer};
use crate::auth::Identity;
use crate::emission::{self, Emission};
use crate::redaction::redact;
use crate::service::{Current, Service};
use crate::{ApiError, access, body};

/// The most records of one request.
const MOST: usize = 1000;

/// Store records that a sender made
///
/// Each is judged alone, and answered in the order given.
#[utoipa::path(
    post,
    path = "/v2/records",
    tag = "events",
    request_body = Vec<super::schemas::Record>,
    responses(
        (status = 200, description = "What became of each", body = Vec<super::schemas::RecordReceipt>),
        super::schemas::Errors, super::schemas::BodyErrors,
    ),
    security(("bearer" = []), ("secretKey" = []), ("watcher" = []), ("apiKey" = [])),
)]
pub async fn post_records(
    State(service): State<Arc<Service>>,
    Caller(identity): Caller,
    request: Request,
) -> Result<Response, ApiError> {
    access::posting(&identity)?;
    let body = body::read(request, &service.options.limits).await?;
    let Value::Array(items) = body else {
        return Err(ApiError::invalid("body in body must be of type array"));
    };
    if items.len() > MOST {
        let told = format!(
            "body in body must have at most {MOST} records, has {}",
            items.len()
        );
        return Err(ApiError::invalid(told));
    }
    let current = service.current();
    let mut waiting = Vec::with_capacity(items.len());
    for item in items {
        waiting.push(begin(&current, &identity, item).await);
    }
    let mut answers = Vec::with_capacity(waiting.len());
    for (id, begun) in waiting {
        let answer = match begun {
            Ok(begun) => begun.end(&service, &current).await,
            Err(error) => Err(error),
        };
        answers.push(shown(&id, answer)?);
    }
    Ok(json_answer(StatusCode::OK, &answers.into()))
}

/// A record on its way: those of one request are in the sender's queue together, in their order.
struct Begun {
    emission: Emission,
    sending: Sending<'static>,
}

impl Begun {
    async fn end(self, service: &Service, current: &Current) -> Result<Receipt, ApiError> {
        let Self { emission, sending } = self;
        let sent = match sending.await {
            // The queue was full when it came.
            Err(SendError::QueueFull) => current.sender.send(emission.record.clone()).await,
            sent => sent,
        };
        emission::settle(service, current, &emission, sent).await
    }
}

/// Also its id, as far as it has one.
async fn begin(
    current: &Current,
    identity: &Identity,
    item: Value,
) -> (Value, Result<Begun, ApiError>) {
    let id = item.get("id").cloned().unwrap_or_default();
    (id, begun(current, identity, item).await)
}

async fn begun(current: &Current, identity: &Identity, item: Value) -> Result<Begun, ApiError> {
    let mut record: Record =
        serde_json::from_value(item).map_err(|error| ApiError::invalid(error.to_string()))?;
    if let Some(definition) = current.catalog.definitions.get(&*record.name) {
        redact(&mut record, definition);
    }
    let emission = Emission {
        record,
        keeps_time: true,
    };
    emission::check(current, identity, &emission).await?;
    let sending = current.sender.try_send(emission.record.clone());
    let sending = sending.unwrap_or_else(|error| Sending::ready(Err(error)));
    Ok(Begun { emission, sending })
}

/// What the client is told of one record. When the store is away all are to be sent again, which their ids make safe.
fn shown(id: &Value, answer: Result<Receipt, ApiError>) -> Result<Value, ApiError> {
    match answer {
        Ok(Receipt::RateLimited { window }) => {
            Ok(json!({"id": id, "rate_limited": {"window": window.as_secs_f64()}}))
        }
        Ok(_) => Ok(json!({"id": id})),
        Err(error) if error.status == StatusCode::SERVICE_UNAVAILABLE => Err(error),
        Err(error) => Ok(json!({"id": id, "error": error.message, "code": error.status.as_u16()})),
    }
}
