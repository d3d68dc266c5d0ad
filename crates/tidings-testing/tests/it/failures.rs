//! What a failure tells the one who reads it. Every case is named after what went wrong in the test.

use std::time::Duration;

use insta::assert_snapshot;
use tidings::{Category, Event, Severity, Uuid};
use tidings_testing::{EventMatcher, Recorder};

use crate::sample::{DiskFormatted, DiskFormattedDisk};
use crate::{disk_formatted, noon, panic_of, record, recorder, send};

/// The failure of an expectation on [`recorder`], as a snapshot of the case's name.
#[track_caller]
fn check(case: &str, test: impl FnOnce(&Recorder)) {
    check_on(case, &recorder(), test);
}

#[track_caller]
fn check_on(case: &str, recorder: &Recorder, test: impl FnOnce(&Recorder)) {
    assert_snapshot!(case, without_lines(&panic_of(|| test(recorder))));
}

/// Without the lines and columns of this file, which change with every edit.
fn without_lines(text: &str) -> String {
    let mut parts = text.split("failures.rs:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let rest = part
            .trim_start_matches(|character: char| character.is_ascii_digit() || character == ':');
        text + "failures.rs:LINE" + rest
    })
}

#[test]
fn nothing_was_recorded() {
    check_on("nothing_recorded", &Recorder::new(), |recorder| {
        recorder.expect(EventMatcher::new().name("host_bound"));
    });
}

#[test]
fn the_name_is_misspelt() {
    check("misspelt_name", |recorder| {
        recorder
            .expect(EventMatcher::new().name("host_bind_faild"))
            .once();
    });
}

#[test]
fn the_message_differs() {
    check("message_differs", |recorder| {
        let matcher = EventMatcher::new().name("host_bound");
        recorder.expect(matcher.message("Host h1 bound to cluster c2"));
    });
}

#[test]
fn the_message_lacks_a_part() {
    check("message_lacks_part", |recorder| {
        recorder.expect(EventMatcher::new().message_contains("no such host"));
    });
}

#[test]
fn the_message_does_not_match_a_pattern() {
    check("message_pattern", |recorder| {
        let matcher = EventMatcher::new().name("host_bind_failed");
        recorder.expect(matcher.message_matches(r"^Host \d+ not bound$"));
    });
}

#[test]
fn several_properties_of_a_typed_event_differ() {
    check("typed_event_differs", |recorder| {
        let matcher = EventMatcher::of::<DiskFormatted>()
            .host_id(Uuid::from_u128(2))
            .cluster_id(Uuid::from_u128(7))
            .property("disk", "sda")
            .property("size", 1024)
            .property("load", 0.5)
            .event_time(noon())
            .request_id("r-1")
            .category(Category::Metrics)
            .severity(Severity::Info);
        recorder.expect(matcher).once();
    });
}

#[test]
fn a_subject_is_there_that_should_not_be() {
    check("subject_present", |recorder| {
        recorder.expect(EventMatcher::of::<DiskFormatted>().host_id(None));
    });
}

#[test]
fn a_closure_refuses_the_event() {
    check("closure_refuses", |recorder| {
        let matcher =
            EventMatcher::new().with(|event: &DiskFormatted| event.disk == DiskFormattedDisk::Sdb);
        recorder.expect(matcher);
    });
}

#[test]
fn found_too_few() {
    check("too_few", |recorder| {
        recorder
            .expect(EventMatcher::new().severity(Severity::Error))
            .times(2);
    });
}

#[test]
fn found_more_than_once() {
    check("more_than_once", |recorder| {
        recorder.expect(EventMatcher::new().severity(Severity::Info));
    });
}

#[test]
fn found_though_it_should_never_be() {
    check("never", |recorder| {
        recorder
            .expect(EventMatcher::new().severity(Severity::Error))
            .never();
    });
}

#[test]
fn found_fewer_than_the_least() {
    check("at_least", |recorder| {
        recorder
            .expect(EventMatcher::new().event_type("cluster"))
            .at_least(1);
    });
}

#[test]
fn found_more_than_the_most() {
    check("at_most", |recorder| {
        recorder.expect(EventMatcher::new()).at_most(2);
    });
}

#[test]
fn none_of_the_alternatives_is_found() {
    check("any_of", |recorder| {
        let either = [
            EventMatcher::new().severity(Severity::Critical),
            EventMatcher::new().message_contains("h9"),
        ];
        recorder.expect(EventMatcher::all_of([
            EventMatcher::new().name("host_bound"),
            EventMatcher::any_of(either),
        ]));
    });
}

#[test]
fn only_what_is_excluded_is_found() {
    check("not", |recorder| {
        let matcher = EventMatcher::not(EventMatcher::new().name("host_bound"));
        recorder.expect(matcher.message_contains("bound to"));
    });
}

#[test]
fn something_else_happened_too() {
    check("no_more", |recorder| {
        recorder.expect(EventMatcher::new().name("host_bound"));
        recorder
            .expect(EventMatcher::of::<DiskFormatted>())
            .any_number();
        recorder.expect_no_more();
    });
}

#[test]
fn a_sequence_is_out_of_order() {
    check("sequence_out_of_order", |recorder| {
        recorder.expect_sequence([
            EventMatcher::new().name("host_bind_failed"),
            EventMatcher::new().name("host_bound"),
            EventMatcher::of::<DiskFormatted>(),
        ]);
    });
}

#[test]
fn a_sequence_breaks_off() {
    check("sequence_breaks_off", |recorder| {
        recorder.expect_sequence([
            EventMatcher::new().name("host_bound"),
            EventMatcher::new().name("host_bind_failed"),
            EventMatcher::new().name("host_bind_failed"),
        ]);
    });
}

#[test]
fn nothing_comes_in_time() {
    check("eventually", |recorder| {
        let matcher = EventMatcher::new().name("host_unbound");
        pollster::block_on(recorder.eventually(matcher, Duration::from_millis(20)));
    });
}

#[test]
fn sensitive_and_hostile_values_do_no_harm() {
    let recorder = Recorder::new();
    let evil = "red \x1b[31m\nunmet expectation at \u{202e}moc.live";
    send(&recorder, record("host_bound", Severity::Info, evil));
    disk_formatted().send(&recorder).wait().unwrap();
    check_on("hostile_values", &recorder, |recorder| {
        let matcher = EventMatcher::of::<DiskFormatted>().property("key", "hunter2");
        recorder.expect(matcher.with(|event: &DiskFormatted| event.key == "other"));
    });
}

#[test]
fn a_long_list_is_cut() {
    let recorder = Recorder::new();
    for number in 0..25 {
        send(
            &recorder,
            record(
                "host_bound",
                Severity::Info,
                &format!("Host {number} {}", "x".repeat(200)),
            ),
        );
    }
    check_on("long_list", &recorder, |recorder| {
        recorder
            .expect(EventMatcher::new().message_contains("Host 24 "))
            .never();
    });
}

#[test]
fn a_matcher_asks_for_what_the_event_does_not_have() {
    check("undeclared_property", |_| {
        EventMatcher::of::<DiskFormatted>().property("dsik", "sda");
    });
    check("undeclared_subject", |_| {
        EventMatcher::of::<DiskFormatted>().infra_env_id(Uuid::nil());
    });
    check("invalid_pattern", |_| {
        EventMatcher::new().message_matches("Host (");
    });
}
