use std::thread;

use tidings::{Event, Receipt, SendError, Sender, Severity};
use tidings_testing::{EventMatcher, Recorder};

use crate::sample::DiskFormatted;
use crate::{disk_formatted, record, recorder, send};

#[test]
fn records_are_kept_in_order_and_found_by_name() {
    let recorder = recorder();
    let names: Vec<String> = recorder
        .records()
        .iter()
        .map(|record| record.name.to_string())
        .collect();
    assert_eq!(names, ["host_bound", "host_bind_failed", "disk_formatted"]);
    assert_eq!(
        recorder.find("host_bind_failed").unwrap().severity,
        Severity::Error
    );
    assert_eq!(recorder.find("host"), None);
    let found = recorder.find("disk_formatted").unwrap();
    assert_eq!(DiskFormatted::try_from(&found).unwrap().size, 512);
}

#[test]
fn nothing_is_recorded_before_the_first_poll() {
    let recorder = Recorder::new();
    let sending = disk_formatted().send(&recorder);
    recorder.expect(EventMatcher::new()).never();
    sending.wait().unwrap();
    recorder.expect(EventMatcher::new()).once();
}

#[test]
fn a_record_sent_again_is_kept_once() {
    let recorder = Recorder::new();
    let first = record("host_bound", Severity::Info, "Host bound");
    let receipt = Receipt::Stored { id: first.id };
    assert_eq!(recorder.send(first.clone()).wait().unwrap(), receipt);
    assert_eq!(recorder.send(first.clone()).wait().unwrap(), receipt);
    let mut other = first.clone();
    other.message = "Host not bound".to_owned();
    let error = recorder.send(other).wait().unwrap_err();
    assert!(
        matches!(error, SendError::IdTaken { id } if id == first.id),
        "{error}"
    );
    assert_eq!(recorder.records(), [first]);
}

#[test]
fn what_no_store_could_hold_is_refused() {
    let recorder = Recorder::new();
    let error = recorder
        .send(record("host_bound", Severity::Info, "\0"))
        .wait()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "property `message` must not contain a NUL character"
    );
    recorder.expect_no_more();
}

#[test]
fn a_failing_recorder_keeps_nothing_until_it_recovers() {
    let recorder = Recorder::failing(SendError::QueueFull);
    let error = disk_formatted().send(&recorder).wait().unwrap_err();
    assert!(matches!(error, SendError::QueueFull), "{error}");
    assert_eq!(recorder.records(), []);
    recorder.recover();
    disk_formatted().send(&recorder).wait().unwrap();
    assert_eq!(recorder.records().len(), 1);
}

#[test]
fn clones_share_records_across_threads() {
    let recorder = Recorder::new();
    thread::scope(|scope| {
        for _ in 0..4 {
            let recorder = recorder.clone();
            scope.spawn(move || {
                send(
                    &recorder,
                    record("host_bound", Severity::Info, "Host bound"),
                )
            });
        }
    });
    recorder
        .expect(EventMatcher::new().name("host_bound"))
        .times(4);
}
