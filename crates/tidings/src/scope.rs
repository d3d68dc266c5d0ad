//! What surrounds an event: the request in which it happened, and the trace.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::mem;
use std::pin::pin;

/// Where in a distributed trace something happens (W3C Trace Context).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceContext {
    /// 32 hexadecimal digits.
    pub trace_id: String,
    /// 16 hexadecimal digits.
    pub span_id: String,
}

#[derive(Debug, Clone, Default)]
struct Scope {
    request_id: Option<String>,
    trace: Option<TraceContext>,
}

thread_local! {
    static CURRENT: RefCell<Scope> = RefCell::default();
}

/// Runs the future with this request id in force for every record made in it.
///
/// The scope is the future's own: it goes with it from thread to thread, and ends at tasks that it spawns.
///
/// ```
/// # pollster::block_on(async {
/// let id = tidings::with_request_id("r-1", async { tidings::request_id() }).await;
/// assert_eq!(id.as_deref(), Some("r-1"));
/// assert_eq!(tidings::request_id(), None);
/// # });
/// ```
pub async fn with_request_id<F: Future>(id: impl Into<String>, future: F) -> F::Output {
    let id = id.into();
    scoped(move |scope| scope.request_id = Some(id.clone()), future).await
}

/// Runs the future with this trace context in force for every record made in it.
pub async fn with_trace_context<F: Future>(trace: TraceContext, future: F) -> F::Output {
    scoped(move |scope| scope.trace = Some(trace.clone()), future).await
}

/// The request id in force here.
pub fn request_id() -> Option<String> {
    CURRENT.with_borrow(|scope| scope.request_id.clone())
}

/// The trace context in force here: of [`with_trace_context`], else, with the feature `opentelemetry`, of the current
/// OpenTelemetry context.
pub fn trace_context() -> Option<TraceContext> {
    CURRENT
        .with_borrow(|scope| scope.trace.clone())
        .or_else(opentelemetry_context)
}

#[cfg(feature = "opentelemetry")]
fn opentelemetry_context() -> Option<TraceContext> {
    use opentelemetry::trace::TraceContextExt;
    let context = opentelemetry::Context::current();
    let span = context.span().span_context().clone();
    span.is_valid().then(|| TraceContext {
        trace_id: span.trace_id().to_string(),
        span_id: span.span_id().to_string(),
    })
}

#[cfg(not(feature = "opentelemetry"))]
fn opentelemetry_context() -> Option<TraceContext> {
    None
}

async fn scoped<F: Future>(enter: impl Fn(&mut Scope), future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|context| {
        let mut inner = CURRENT.with_borrow(Scope::clone);
        enter(&mut inner);
        let _outer = Restore(CURRENT.replace(inner));
        future.as_mut().poll(context)
    })
    .await
}

/// Puts the outer scope back, also when the future panics.
struct Restore(Scope);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(mem::take(&mut self.0));
    }
}
