//! What all routes do that store events.

use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};
use tidings::{OffsetDateTime, Receipt, Record, SendError, Sender, Uuid};

use crate::auth::Identity;
use crate::parameters::{shown, uuid};
use crate::service::{Current, Service};
use crate::{ApiError, access};

/// A record to store.
pub struct Emission {
    pub record: Record,
    /// Whether its time was given by the client; else it is that of this request.
    pub keeps_time: bool,
}

/// So far may a time that a client gives lie ahead.
const MOST_AHEAD: time::Duration = time::Duration::minutes(10);

/// Stores the record if the identity may; the id that it has.
pub async fn store(
    service: &Service,
    current: &Current,
    identity: &Identity,
    emission: Emission,
) -> Result<(Uuid, Receipt), ApiError> {
    check(current, identity, &emission).await?;
    let sent = current.sender.send(emission.record.clone()).await;
    let receipt = settle(service, current, &emission, sent).await?;
    Ok((emission.record.id, receipt))
}

/// Whether the record can be stored, and the identity may do so.
pub async fn check(
    current: &Current,
    identity: &Identity,
    emission: &Emission,
) -> Result<(), ApiError> {
    let record = &emission.record;
    record.validate().map_err(ApiError::from)?;
    check_lengths(record)?;
    if emission.keeps_time && record.event_time > OffsetDateTime::now_utc() + MOST_AHEAD {
        let told =
            "event_time in body must not be more than 10 minutes ahead of the server's clock";
        return Err(ApiError::invalid(told));
    }
    let subjects = record.subjects.iter().map(|(name, id)| (&**name, id));
    access::check_posted(identity, subjects, &current.catalog, &current.store).await
}

/// The most bytes of a text that names something; stores search by them, and indexes hold no long ones.
const MOST_OF_A_NAME: usize = 255;

/// Whether what names something is short; a message and properties are as long as a body may be.
fn check_lengths(record: &Record) -> Result<(), ApiError> {
    let names = [
        ("name", &*record.name),
        ("event_type", &*record.event_type),
        (
            "request_id",
            record.request_id.as_deref().unwrap_or_default(),
        ),
        ("source", record.source.as_deref().unwrap_or_default()),
        ("trace_id", record.trace_id.as_deref().unwrap_or_default()),
        ("span_id", record.span_id.as_deref().unwrap_or_default()),
    ];
    match names.iter().find(|(_, text)| text.len() > MOST_OF_A_NAME) {
        None => Ok(()),
        Some((field, _)) => {
            let told = format!("{field} in body must be at most {MOST_OF_A_NAME} bytes long");
            Err(ApiError::invalid(told))
        }
    }
}

/// What the client is told of the sender's answer.
pub async fn settle(
    service: &Service,
    current: &Current,
    emission: &Emission,
    sent: Result<Receipt, SendError>,
) -> Result<Receipt, ApiError> {
    let Emission { record, keeps_time } = emission;
    let receipt = match sent {
        Err(SendError::IdTaken { .. }) if is_stored(record, *keeps_time, current).await? => {
            Receipt::Stored { id: record.id }
        }
        sent => sent?,
    };
    service.count(current, record, &receipt);
    Ok(receipt)
}

/// Whether what has the record's id is this record, as an earlier try of the same request made it: that had another
/// request id and, where the client gave none, another time.
async fn is_stored(record: &Record, keeps_time: bool, current: &Current) -> Result<bool, ApiError> {
    let Some(stored) = current.store.get(record.id).await? else {
        return Ok(false);
    };
    let mut again = record.clone();
    again.request_id.clone_from(&stored.record.request_id);
    again.trace_id.clone_from(&stored.record.trace_id);
    again.span_id.clone_from(&stored.record.span_id);
    again.source.clone_from(&stored.record.source);
    if !keeps_time {
        again.event_time = stored.record.event_time;
    }
    Ok(again == stored.record)
}

/// The id that the client gives the event.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<Uuid>, ApiError> {
    let mut given = headers.get_all("idempotency-key").iter();
    let Some(key) = given.next() else {
        return Ok(None);
    };
    let wrong = || {
        let key = String::from_utf8_lossy(key.as_bytes());
        let told = format!(
            "Idempotency-Key in header must be of type uuid: {}",
            shown(&key)
        );
        ApiError::invalid(told)
    };
    let id = key.to_str().ok().and_then(uuid).ok_or_else(wrong)?;
    match given.next() {
        Some(_) => Err(ApiError::invalid(
            "Idempotency-Key in header is given twice",
        )),
        None => Ok(Some(id)),
    }
}

/// Tells that a rate limit discarded the event; nothing when it is stored.
pub fn receipt_header(receipt: &Receipt) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Receipt::RateLimited { window } = receipt {
        let text = format!("rate-limited; window={}", window.as_secs_f64());
        let value = HeaderValue::from_str(&text).expect("a number is visible ASCII");
        headers.insert(HeaderName::from_static("tidings-receipt"), value);
    }
    headers
}
