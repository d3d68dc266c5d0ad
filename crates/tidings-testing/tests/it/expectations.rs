use tidings::{Severity, Uuid};
use tidings_testing::{EventMatcher, Recorder};

use crate::sample::DiskFormatted;
use crate::{panic_of, record, recorder, send};

fn bound() -> EventMatcher {
    EventMatcher::new().name("host_bound")
}

/// A recorder of this many `host_bound`.
fn bounds(number: usize) -> Recorder {
    let recorder = Recorder::new();
    for _ in 0..number {
        send(
            &recorder,
            record("host_bound", Severity::Info, "Host bound"),
        );
    }
    recorder
}

#[test]
fn cardinalities_hold_for_these_numbers_alone() {
    type Expect = fn(&Recorder);
    let cases: [(&str, Expect, &[usize]); 8] = [
        ("nothing said", |r| drop(r.expect(bound())), &[1]),
        ("once", |r| r.expect(bound()).once(), &[1]),
        ("times(2)", |r| r.expect(bound()).times(2), &[2]),
        ("times(0)", |r| r.expect(bound()).times(0), &[0]),
        ("never", |r| r.expect(bound()).never(), &[0]),
        ("at_least(2)", |r| r.expect(bound()).at_least(2), &[2, 3]),
        ("at_most(1)", |r| r.expect(bound()).at_most(1), &[0, 1]),
        (
            "any_number",
            |r| r.expect(bound()).any_number(),
            &[0, 1, 2, 3],
        ),
    ];
    for (said, expect, allowed) in cases {
        for number in 0..=3 {
            let recorder = bounds(number);
            if allowed.contains(&number) {
                expect(&recorder);
            } else {
                let failure = panic_of(|| expect(&recorder));
                assert!(
                    failure.contains("unmet expectation"),
                    "{said}, {number}: {failure}"
                );
            }
        }
    }
}

#[test]
fn a_failure_names_the_place_of_expect() {
    let line = line!() + 1;
    let failure = panic_of(|| bounds(0).expect(bound()).once());
    assert!(
        failure.contains(&format!("{}:{line}:", file!())),
        "{failure}"
    );
    let line = line!() + 1;
    let failure = panic_of(|| bounds(1).expect_no_more());
    assert!(
        failure.contains(&format!("{}:{line}:", file!())),
        "{failure}"
    );
    let line = line!() + 1;
    let failure = panic_of(|| bounds(0).expect_sequence([bound()]));
    assert!(
        failure.contains(&format!("{}:{line}:", file!())),
        "{failure}"
    );
}

#[test]
fn an_expectation_is_checked_when_dropped() {
    let recorder = Recorder::new();
    let expectation = recorder.expect(bound());
    send(
        &recorder,
        record("host_bound", Severity::Info, "Host bound"),
    );
    drop(expectation);
    recorder.expect_no_more();
}

#[test]
fn a_panic_is_not_hidden_by_an_unchecked_expectation() {
    let recorder = Recorder::new();
    let message = panic_of(|| {
        let _expectation = recorder.expect(bound());
        panic!("the service's own");
    });
    assert_eq!(message, "the service's own");
}

#[test]
fn expectations_consume_nothing() {
    let recorder = bounds(2);
    recorder.expect(bound()).times(2);
    recorder.expect(bound()).times(2);
    recorder
        .expect(EventMatcher::new().severity(Severity::Info))
        .times(2);
}

#[test]
fn no_more_counts_what_any_expectation_matched() {
    let recorder = recorder();
    recorder.expect_sequence([bound(), EventMatcher::of::<DiskFormatted>()]);
    let failure = panic_of(|| recorder.expect_no_more());
    assert!(failure.contains("host_bind_failed"), "{failure}");
    recorder
        .clone()
        .expect(EventMatcher::new().severity(Severity::Error))
        .any_number();
    recorder.expect_no_more();
}

#[test]
fn no_more_is_met_by_nothing() {
    Recorder::new().expect_no_more();
}

#[test]
fn a_sequence_allows_gaps_but_no_record_twice() {
    let recorder = recorder();
    let failed = || EventMatcher::new().severity(Severity::Error);
    let any = EventMatcher::new;
    let formatted = EventMatcher::of::<DiskFormatted>;
    recorder.expect_sequence([]);
    recorder.expect_sequence([bound(), formatted()]);
    recorder.expect_sequence([any(), failed(), any()]);
    recorder.expect_sequence([any(), any(), any()]);
    for impossible in [
        vec![failed(), bound()],
        vec![failed(), failed()],
        vec![any(), any(), any(), any()],
        vec![formatted().host_id(Uuid::from_u128(2))],
    ] {
        panic_of(|| recorder.expect_sequence(impossible));
    }
}

#[test]
fn a_failure_about_a_huge_message_is_still_a_failure() {
    let recorder = Recorder::new();
    let huge = "x".repeat(100_000);
    send(&recorder, record("host_bound", Severity::Info, &huge));
    let failure = panic_of(|| drop(recorder.expect(bound().message(huge + "y"))));
    assert!(failure.contains("found none"));
}
