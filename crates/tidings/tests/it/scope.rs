use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;

use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use pollster::block_on;
use tidings::{
    Event, Record, Severity, TraceContext, request_id, trace_context, with_request_id,
    with_trace_context,
};

use crate::{Kept, disk_formatted};

/// Pending once, so that others are polled in between.
async fn pause() {
    let mut paused = false;
    poll_fn(|_| {
        let ready = if paused {
            Poll::Ready(())
        } else {
            Poll::Pending
        };
        paused = true;
        ready
    })
    .await;
}

fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn trace(number: u8) -> TraceContext {
    TraceContext {
        trace_id: format!("{number:032x}"),
        span_id: format!("{number:016x}"),
    }
}

#[test]
fn records_carry_the_request_id_in_force_when_they_are_made() {
    let kept = Kept::default();
    block_on(with_request_id("r-1", async {
        disk_formatted().send(&kept).await.unwrap();
        assert_eq!(
            Record::new("n", "t", Severity::Info, "m")
                .request_id
                .as_deref(),
            Some("r-1")
        );
    }));
    let mut made_inside = None;
    block_on(with_request_id("r-2", async {
        made_inside = Some(disk_formatted().send(&kept));
    }));
    block_on(with_request_id("r-3", made_inside.unwrap())).unwrap();
    let records = kept.records.lock().unwrap();
    let ids: Vec<Option<&str>> = records
        .iter()
        .map(|record| record.request_id.as_deref())
        .collect();
    assert_eq!(ids, [Some("r-1"), Some("r-2")]);
    assert_eq!(request_id(), None);
}

#[test]
fn scopes_nest() {
    block_on(with_request_id("outer", async {
        let inner = with_request_id("inner", async {
            pause().await;
            request_id()
        });
        assert_eq!(poll_to_end(inner).as_deref(), Some("inner"));
        assert_eq!(request_id().as_deref(), Some("outer"));
        let both = with_trace_context(trace(1), async { (request_id(), trace_context()) }).await;
        assert_eq!(both, (Some("outer".to_owned()), Some(trace(1))));
        assert_eq!(trace_context(), None);
    }));
}

/// Polls until ready; for futures that need no waking.
fn poll_to_end<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = poll(future.as_mut()) {
            return output;
        }
    }
}

#[test]
fn tasks_polled_in_turns_keep_their_own() {
    let task = |id: &'static str| {
        with_request_id(id, async move {
            for _ in 0..3 {
                assert_eq!(request_id().as_deref(), Some(id));
                pause().await;
            }
            id
        })
    };
    let (mut one, mut other) = (pin!(task("one")), pin!(task("other")));
    for _ in 0..3 {
        assert!(poll(one.as_mut()).is_pending());
        assert_eq!(request_id(), None);
        assert!(poll(other.as_mut()).is_pending());
    }
    assert_eq!(poll(one.as_mut()), Poll::Ready("one"));
    assert_eq!(poll(other.as_mut()), Poll::Ready("other"));
}

#[test]
fn a_scope_goes_with_its_task_from_thread_to_thread() {
    let task = with_request_id("r-1", async {
        let before = request_id();
        pause().await;
        (before, request_id())
    });
    let mut task = Box::pin(task);
    assert!(poll(task.as_mut()).is_pending());
    let moved = thread::spawn(move || (poll(task.as_mut()), request_id()));
    let (Poll::Ready((before, after)), outside) = moved.join().unwrap() else {
        panic!("should be ready");
    };
    assert_eq!(
        (before.as_deref(), after.as_deref()),
        (Some("r-1"), Some("r-1"))
    );
    assert_eq!(outside, None);
}

#[test]
fn a_scope_ends_at_spawned_threads() {
    let seen = block_on(with_request_id("r-1", async {
        thread::spawn(request_id).join().unwrap()
    }));
    assert_eq!(seen, None);
}

#[test]
fn a_panic_restores_the_outer_scope() {
    block_on(with_request_id("outer", async {
        let failing = with_request_id("inner", async { panic!("on purpose") });
        let caught = catch_unwind(AssertUnwindSafe(|| block_on(failing)));
        assert!(caught.is_err());
        assert_eq!(request_id().as_deref(), Some("outer"));
    }));
    assert_eq!(request_id(), None);
}

#[test]
fn records_carry_the_trace_context() {
    let record = block_on(with_trace_context(trace(7), async {
        disk_formatted().to_record()
    }))
    .unwrap();
    assert_eq!(
        record.trace_id.as_deref(),
        Some("00000000000000000000000000000007")
    );
    assert_eq!(record.span_id.as_deref(), Some("0000000000000007"));
}

#[test]
fn the_open_telemetry_context_is_taken_when_no_other_is_in_force() {
    let context = |number: u8| {
        let span = SpanContext::new(
            TraceId::from(u128::from(number)),
            SpanId::from(u64::from(number)),
            TraceFlags::SAMPLED,
            true,
            TraceState::default(),
        );
        opentelemetry::Context::new().with_remote_span_context(span)
    };
    assert_eq!(trace_context(), None);
    let attached = context(9).attach();
    let record = disk_formatted().to_record().unwrap();
    assert_eq!(record.trace_id, Some(trace(9).trace_id));
    assert_eq!(record.span_id, Some(trace(9).span_id));
    let inner = block_on(with_trace_context(trace(1), async { trace_context() }));
    assert_eq!(inner, Some(trace(1)));
    drop(attached);
    let _invalid = context(0).attach();
    assert_eq!(trace_context(), None);
}
