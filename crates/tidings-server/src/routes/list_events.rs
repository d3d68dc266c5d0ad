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
use crate::service::Service;
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
    let mut request = list_request(&query, &current.catalog.subjects)?;
    access::check_scope(&identity, &request.filter, &current.store).await?;
    request.filter.access = access;
    let query = request.query();
    if is_page(query.limit) {
        return page(&query, &current.store).await;
    }
    let permit = service.streams.clone().try_acquire_owned();
    let permit =
        permit.map_err(|_| ApiError::throttled("too many long lists at once; try again"))?;
    stream(&query, &current.store, permit).await
}

/// Whether an answer is made in memory; longer ones are sent as they are read, since events may be large.
fn is_page(limit: Option<i64>) -> bool {
    let limit = limit.unwrap_or(Query::DEFAULT_LIMIT);
    (0..=LONGEST_PAGE).contains(&limit)
}

/// The most events of an answer that is made in memory.
const LONGEST_PAGE: i64 = 100;

async fn page(query: &Query, store: &Store) -> Result<Response, ApiError> {
    let page = store.list(query).await?;
    let mut response = json_text(StatusCode::OK, event_array::of(&page.records));
    if let (Some(counts), Some(total)) = (page.counts, page.total) {
        put_counts(&mut response, counts, total);
    }
    if let Some(next) = page.next {
        put_cursor(&mut response, next);
    }
    Ok(response)
}

async fn stream(
    query: &Query,
    store: &Store,
    permit: OwnedSemaphorePermit,
) -> Result<Response, ApiError> {
    let through = match query.after {
        Some(_) => Some(last_place(query, store).await?),
        None => None,
    };
    // Read on before the answer begins, so that an error can still be told.
    let events = EventArray::begin(store.stream(query), through, permit).await?;
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
        let page = store.list(&counted).await?;
        if let (Some(counts), Some(total)) = (page.counts, page.total) {
            put_counts(&mut response, counts, total);
        }
    }
    if let Some(through) = through {
        put_cursor(&mut response, through);
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

fn put_cursor(response: &mut Response, cursor: Cursor) {
    let text = cursor.to_string();
    let value = HeaderValue::from_str(&text).expect("a cursor is letters and digits");
    response.headers_mut().insert(NEXT_CURSOR, value);
}
