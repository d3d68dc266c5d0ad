//! Everything that tests see of the crate, on a hand-kept copy of generated code.
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails where it should"
)]

mod sample;

mod eventually;
mod expectations;
mod failures;
mod googletest_interop;
mod matchers;
mod mockall_interop;
mod recorder;

use sample::{DiskFormatted, DiskFormattedDisk};
use tidings::{Event, OffsetDateTime, Record, Sender, Severity, Uuid};
use tidings_testing::Recorder;

fn noon() -> OffsetDateTime {
    tidings::timestamp::parse("2026-11-01T12:00:00Z").unwrap()
}

/// Of host 1, without a cluster, on `sda`.
fn disk_formatted() -> DiskFormatted {
    DiskFormatted {
        host_id: Uuid::from_u128(1),
        cluster_id: None,
        disk: DiskFormattedDisk::Sda,
        size: 512,
        key: "hunter2".to_owned(),
        severity: None,
        load: None,
        begun: None,
    }
}

/// An event that no catalog declares.
fn record(name: &'static str, severity: Severity, message: &str) -> Record {
    Record::new(name, "host", severity, message)
}

/// A recorder of an info, an error and a typed event, in this order.
fn recorder() -> Recorder {
    let recorder = Recorder::new();
    send(
        &recorder,
        record("host_bound", Severity::Info, "Host h1 bound to cluster c1"),
    );
    send(
        &recorder,
        record(
            "host_bind_failed",
            Severity::Error,
            "Host h2 not bound: no such cluster",
        ),
    );
    disk_formatted().send_at(&recorder, noon()).wait().unwrap();
    recorder
}

fn send(sender: &impl Sender, record: Record) {
    sender.send(record).wait().unwrap();
}

/// What the closure panics with; fails when it does not.
#[track_caller]
fn panic_of(test: impl FnOnce()) -> String {
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(test));
    let payload = panic.expect_err("should have panicked");
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast_ref::<&str>().unwrap().to_string(),
    }
}
