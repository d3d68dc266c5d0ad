//! Reads what is left of a body after its request was refused: else the connection would have to end, and with it the
//! client's next request, perhaps even the answer before the client has read it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt;
use hyper::body::{Bytes, Frame};
use hyper::header::{CONNECTION, EXPECT, HeaderValue};

/// A larger rest is not read, nor one that takes longer.
const LARGEST_REST: usize = 256 * 1024;
const LONGEST: Duration = Duration::from_secs(1);

pub async fn read_to_end(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    // Reading it would ask the client to send it.
    let waits = request.headers().contains_key(EXPECT);
    let (parts, body) = request.into_parts();
    let body = Shared(Arc::new(Mutex::new(Reading { body, ended: false })));
    let request = Request::from_parts(parts, Body::new(body.clone()));
    let mut response = next.run(request).await;
    let ended = body.has_ended() || (!waits && rest(body).await);
    if !ended {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    response
}

/// Whether there was an end to it.
async fn rest(mut body: Shared) -> bool {
    let read = async {
        let mut length = 0;
        while let Some(Ok(frame)) = body.frame().await {
            length += frame.data_ref().map_or(0, Bytes::len);
            if length > LARGEST_REST {
                break;
            }
        }
        body.has_ended()
    };
    tokio::time::timeout(LONGEST, read).await.unwrap_or(false)
}

/// A body that a route reads, and this layer after it.
#[derive(Clone)]
struct Shared(Arc<Mutex<Reading>>);

struct Reading {
    body: Body,
    ended: bool,
}

impl Shared {
    fn has_ended(&self) -> bool {
        let reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reading.ended || reading.body.is_end_stream()
    }
}

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let frame = Pin::new(&mut reading.body).poll_frame(context);
        reading.ended |= matches!(frame, Poll::Ready(None));
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.has_ended()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        let reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reading.body.size_hint()
    }
}
