use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use tidings::Severity;
use tidings_testing::{EventMatcher, Recorder};

use crate::{panic_of, record, recorder, send};

const LONG: Duration = Duration::from_secs(600);

fn bound() -> EventMatcher {
    EventMatcher::new().name("host_bound")
}

#[test]
fn what_was_recorded_already_is_found_at_once() {
    let recorder = recorder();
    let found = pollster::block_on(recorder.eventually(bound(), Duration::ZERO));
    assert_eq!(found.message, "Host h1 bound to cluster c1");
}

#[test]
fn what_another_thread_records_is_found() {
    let recorder = Recorder::new();
    let barrier = Arc::new(Barrier::new(2));
    thread::scope(|scope| {
        let (sender, barrier_there) = (recorder.clone(), barrier.clone());
        scope.spawn(move || {
            barrier_there.wait();
            send(
                &sender,
                record("host_bind_failed", Severity::Error, "Host not bound"),
            );
            send(&sender, record("host_bound", Severity::Info, "Host bound"));
        });
        let eventually = recorder.eventually(bound(), LONG);
        barrier.wait();
        assert_eq!(pollster::block_on(eventually).message, "Host bound");
    });
}

#[test]
fn each_record_wakes_the_waiting_task() {
    let recorder = Recorder::new();
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(wakes.clone());
    let mut context = Context::from_waker(&waker);
    let mut eventually = pin!(recorder.eventually(bound(), LONG));

    assert!(eventually.as_mut().poll(&mut context).is_pending());
    assert!(eventually.as_mut().poll(&mut context).is_pending());
    assert_eq!(wakes.count(), 0);
    send(
        &recorder,
        record("host_bind_failed", Severity::Error, "Host not bound"),
    );
    assert_eq!(wakes.count(), 1);
    assert!(eventually.as_mut().poll(&mut context).is_pending());
    send(
        &recorder,
        record("host_bound", Severity::Info, "Host bound"),
    );
    assert_eq!(wakes.count(), 2);
    let Poll::Ready(found) = eventually.as_mut().poll(&mut context) else {
        panic!("should be ready");
    };
    assert_eq!(found.message, "Host bound");
}

#[test]
fn it_fails_after_its_time_and_not_before() {
    let within = Duration::from_millis(30);
    let begin = Instant::now();
    let matcher = bound().info("x");
    let (line, eventually) = (line!(), recorder().eventually(matcher, within));
    let failure = panic_of(|| drop(pollster::block_on(eventually)));
    assert!(begin.elapsed() >= within);
    assert!(
        failure.contains("expected within 30ms: event `host_bound`"),
        "{failure}"
    );
    assert!(
        failure.contains(&format!("{}:{line}:", file!())),
        "{failure}"
    );
}

#[test]
fn a_time_beyond_the_clock_is_no_limit() {
    let recorder = recorder();
    let found = pollster::block_on(recorder.eventually(bound(), Duration::MAX));
    assert_eq!(found.name, "host_bound");
}

#[test]
fn it_counts_as_an_expectation_and_can_move_between_threads() {
    fn sendable<F: Future + Send + 'static>(future: F) -> F {
        future
    }
    let recorder = Recorder::new();
    send(
        &recorder,
        record("host_bound", Severity::Info, "Host bound"),
    );
    let eventually = sendable(recorder.eventually(bound(), LONG));
    thread::spawn(move || pollster::block_on(eventually))
        .join()
        .unwrap();
    recorder.expect_no_more();
}

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wakes {
    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}
