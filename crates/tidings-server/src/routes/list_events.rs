use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};
use tidings_store::{Cursor, Query, SeverityCounts, Store, StoreError};
use tokio::sync::OwnedSemaphorePermit;

use super::{Caller, json_text};
use crate::api_error::NEXT_CURSOR;
use crate::event_array::{self, EventArray};
use crate::parameters::{QueryString, list_request};
use crate::sealed_cursor::CursorSeal;
use crate::service::{Current, Service};
use crate::{ApiError, access};

/// Events, filtered and paged, with counts
#[utoipa::path(
    get,
    path = "/v2/events",
    tag = "events",
    responses(
        (
            status = 200, description = "The events", body = Vec<super::schemas::Event>,
            headers(
                ("Severity-Count-Info" = i64, description = "How many of this severity pass all filters but severity and paging."),
                ("Severity-Count-Warning" = i64, description = "The same of this severity."),
                ("Severity-Count-Error" = i64, description = "The same of this severity."),
                ("Severity-Count-Critical" = i64, description = "The same of this severity."),
                ("Event-Count" = i64, description = "How many events pass all filters, before paging."),
                ("Next-Cursor" = String, description = "Where to go on `after` this answer."),
            ),
        ),
        super::schemas::Errors,
    ),
    security(("bearer" = []), ("secretKey" = []), ("watcher" = []), ("apiKey" = [])),
)]
pub async fn list_events(
    State(service): State<Arc<Service>>,
    Caller(identity): Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let current = service.current();
    let access = access::reading(&identity, service.options.tenancy, &current.catalog)?;
    let query = QueryString::parse(query.as_deref());
    let mut request = list_request(&query, &current.catalog.subjects, &current.cursors)?;
    access::check_scope(&identity, &request.filter, &current.store).await?;
    request.filter.access = access;
    let query = request.query();
    if is_page(query.limit) {
        return page(&query, &current).await;
    }
    let permit = service.streams.clone().try_acquire_owned();
    let permit =
        permit.map_err(|_| ApiError::throttled("too many long lists at once; try again"))?;
    stream(&query, &current, permit).await
}

/// Whether an answer is made in memory; longer ones are sent as they are read, since events may be large.
fn is_page(limit: Option<i64>) -> bool {
    let limit = limit.unwrap_or(Query::DEFAULT_LIMIT);
    (0..=LONGEST_PAGE).contains(&limit)
}

/// The most events of an answer that is made in memory.
const LONGEST_PAGE: i64 = 100;

async fn page(query: &Query, current: &Current) -> Result<Response, ApiError> {
    let told = |error| told(error, &current.cursors);
    let page = current.store.list(query).await.map_err(told)?;
    let mut response = json_text(StatusCode::OK, event_array::of(&page.records));
    if let (Some(counts), Some(total)) = (page.counts, page.total) {
        put_counts(&mut response, counts, total);
    }
    if let Some(next) = page.next {
        put_cursor(&mut response, sealed(next, &current.cursors));
    }
    Ok(response)
}

async fn stream(
    query: &Query,
    current: &Current,
    permit: OwnedSemaphorePermit,
) -> Result<Response, ApiError> {
    let (store, told) = (&current.store, |error| told(error, &current.cursors));
    let through = match query.after {
        Some(_) => Some(last_place(query, store).await.map_err(told)?),
        None => None,
    };
    // Read on before the answer begins, so that an error can still be told.
    let events = EventArray::begin(store.stream(query), through, permit);
    let events = events.await.map_err(told)?;
    // An empty answer repeats the cursor.
    let through = through.map(|through| {
        if events.is_empty() {
            query.after.unwrap_or(through)
        } else {
            through
        }
    });
    let mut response = json_text(StatusCode::OK, Body::new(events));
    if query.counts {
        let counted = Query {
            limit: Some(0),
            ..query.clone()
        };
        let page = store.list(&counted).await.map_err(told)?;
        if let (Some(counts), Some(total)) = (page.counts, page.total) {
            put_counts(&mut response, counts, total);
        }
    }
    if let Some(through) = through {
        put_cursor(&mut response, sealed(through, &current.cursors));
    }
    Ok(response)
}

/// The place up to which a long list in the order of storing goes: its header comes before its events.
async fn last_place(query: &Query, store: &Store) -> Result<Cursor, StoreError> {
    let mut last = store.end().await?;
    if query.limit.is_some_and(|limit| limit >= 0) {
        let mut records = store.stream(query);
        while let Some(record) = records.next().await {
            last = record?.cursor.unwrap_or(last);
        }
    }
    Ok(last)
}

fn put_counts(response: &mut Response, counts: SeverityCounts, total: u64) {
    let headers = [
        ("severity-count-info", counts.info),
        ("severity-count-warning", counts.warning),
        ("severity-count-error", counts.error),
        ("severity-count-critical", counts.critical),
        ("event-count", total),
    ];
    for (name, count) in headers {
        let name = HeaderName::from_static(name);
        response
            .headers_mut()
            .insert(name, HeaderValue::from(count));
    }
}

fn put_cursor(response: &mut Response, cursor: HeaderValue) {
    response.headers_mut().insert(NEXT_CURSOR, cursor);
}

fn sealed(cursor: Cursor, cursors: &CursorSeal) -> HeaderValue {
    let text = cursors.seal(cursor);
    HeaderValue::from_str(&text).expect("a sealed cursor is letters and digits")
}

/// A cursor that cannot be read on from is told with the oldest one that can.
fn told(error: StoreError, cursors: &CursorSeal) -> ApiError {
    const FOREIGN: &str =
        "the cursor is not of this store; the header Next-Cursor has its oldest one";
    const PURGED: &str = "events after the cursor have been purged; the header Next-Cursor has the oldest one that is left";
    match error {
        StoreError::ForeignCursor { oldest } => ApiError::gone(FOREIGN, sealed(oldest, cursors)),
        StoreError::PurgedCursor { oldest } => ApiError::gone(PURGED, sealed(oldest, cursors)),
        error => error.into(),
    }
}
