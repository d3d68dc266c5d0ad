use std::fmt::{Debug, Display};
use std::time::Duration;

use tidings::{Category, Event, Id, Record, Severity, Uuid};
use tidings_testing::EventMatcher;

use crate::sample::DiskFormatted;
use crate::{disk_formatted, noon};

fn any() -> EventMatcher {
    EventMatcher::new()
}

/// Whether the matcher matches a full record is as expected, and so are its words.
#[track_caller]
fn check(matcher: EventMatcher, expected: bool, words: &str) {
    assert_eq!(matcher.matches(&sample()), expected, "{matcher}");
    assert_eq!(
        EventMatcher::not(matcher.clone()).matches(&sample()),
        !expected,
        "not {matcher}"
    );
    assert_eq!(matcher.to_string(), words);
}

fn sample() -> Record {
    let event = DiskFormatted {
        cluster_id: Some(Uuid::from_u128(7)),
        load: Some(0.5),
        begun: Some(noon()),
        ..disk_formatted()
    };
    let mut record = event.to_record().unwrap();
    record.event_time = noon();
    record.request_id = Some("r-1".to_owned());
    record.props.insert("info".into(), "by hand".into());
    record.subjects.insert("order_id".into(), Id::from("A-17"));
    record.subjects.insert("shelf_id".into(), Id::from(12));
    record
}

#[test]
fn every_condition_matches_what_it_says() {
    const C7: &str = "00000000-0000-0000-0000-000000000007";
    check(any(), true, "any event");
    check(any().name("disk_formatted"), true, "event `disk_formatted`");
    check(any().name("disk"), false, "event `disk`");
    check(
        EventMatcher::of::<DiskFormatted>(),
        true,
        "event `disk_formatted`",
    );
    check(
        any().event_type("host"),
        true,
        "any event with event_type `host`",
    );
    check(
        any().event_type("cluster"),
        false,
        "any event with event_type `cluster`",
    );
    check(
        any().severity(Severity::Info),
        true,
        "any event with severity info",
    );
    check(
        any().severity(Severity::Error),
        false,
        "any event with severity error",
    );
    check(
        any().category(Category::User),
        true,
        "any event with category user",
    );
    check(
        any().category(Category::Metrics),
        false,
        "any event with category metrics",
    );
    check(
        any().info("by hand"),
        true,
        r#"any event with info "by hand""#,
    );
    check(any().info("by"), false, r#"any event with info "by""#);
    check(
        any().event_time(noon()),
        true,
        "any event with event_time 2026-11-01T12:00:00.000000Z",
    );
    check(
        any().event_time(noon() + Duration::from_micros(1)),
        false,
        "any event with event_time 2026-11-01T12:00:00.000001Z",
    );
    check(
        any().request_id("r-1"),
        true,
        r#"any event with request_id "r-1""#,
    );
    check(
        any().request_id(None),
        false,
        "any event with request_id absent",
    );
    check(
        EventMatcher::of::<DiskFormatted>()
            .severity(Severity::Info)
            .cluster_id(Uuid::from_u128(7)),
        true,
        &format!("event `disk_formatted` with severity info, cluster_id {C7}"),
    );
}

#[test]
fn messages_match_whole_in_part_and_by_pattern() {
    let message = sample().message;
    check(
        any().message(&message),
        true,
        &format!("any event with message {message:?}"),
    );
    check(
        any().message("formatted"),
        false,
        r#"any event with message "formatted""#,
    );
    check(
        any().message_contains("sda"),
        true,
        r#"any event with message containing "sda""#,
    );
    check(
        any().message_contains("SDA"),
        false,
        r#"any event with message containing "SDA""#,
    );
    check(
        any().message_matches(r"\(\d+\)"),
        true,
        r#"any event with message matching "\\(\\d+\\)""#,
    );
    check(
        any().message_matches("^sda"),
        false,
        r#"any event with message matching "^sda""#,
    );
}

#[test]
fn subjects_match_ids_of_every_kind_and_absence() {
    let (one, seven) = (Uuid::from_u128(1), Uuid::from_u128(7));
    let text = seven.to_string();
    let (uuid, order) = (&one, &Id::from("A-17"));
    let matching = [
        any().host_id(one),
        any().host_id(uuid),
        any().host_id(Some(one)),
        any().host_id(Id::from(one)),
        any().cluster_id(&*text),
        any().cluster_id(text.clone()),
        any().cluster_id(&text),
        any().infra_env_id(None),
        any().subject("order", "A-17"),
        any().subject("order", order),
        any().subject("shelf", 12),
        any().subject("customer", None),
    ];
    for matcher in matching {
        assert!(matcher.matches(&sample()), "{matcher}");
    }
    let other = [
        any().host_id(seven),
        any().host_id(None),
        any().cluster_id(text.to_uppercase().replace('7', "8")),
        any().infra_env_id(one),
        any().subject("order", "a-17"),
        any().subject("shelf", "12"),
        any().subject("customer", "A-17"),
    ];
    for matcher in other {
        assert!(!matcher.matches(&sample()), "{matcher}");
    }
    assert_eq!(
        any().host_id(None).to_string(),
        "any event with host_id absent"
    );
    assert_eq!(
        any().subject("order", "A-17").to_string(),
        r#"any event with order_id "A-17""#
    );
}

#[test]
fn properties_match_json_values_and_subjects() {
    check(
        any().property("disk", "sda"),
        true,
        r#"any event with disk "sda""#,
    );
    check(
        any().property("disk", "sdb"),
        false,
        r#"any event with disk "sdb""#,
    );
    check(any().property("size", 512), true, "any event with size 512");
    check(
        any().property("size", "512"),
        false,
        r#"any event with size "512""#,
    );
    check(any().property("load", 0.5), true, "any event with load 0.5");
    check(
        any().property("key", tidings::REDACTED),
        true,
        r#"any event with key "[redacted]""#,
    );
    check(
        any().property("key", "hunter2"),
        false,
        r#"any event with key "hunter2""#,
    );
    check(
        any().property("severity", None::<&str>),
        true,
        "any event with severity absent",
    );
    check(
        any().property("disk", None::<&str>),
        false,
        "any event with disk absent",
    );
    check(
        any().property("begun", "2026-11-01T12:00:00.000000Z"),
        true,
        r#"any event with begun "2026-11-01T12:00:00.000000Z""#,
    );
    check(
        any().property("order_id", "A-17"),
        true,
        r#"any event with order_id "A-17""#,
    );
    check(
        any().property("shelf_id", 12),
        true,
        "any event with shelf_id 12",
    );
}

#[test]
fn typed_closures_see_the_event() {
    let matcher = any().with(|event: &DiskFormatted| event.size > 500 && event.load == Some(0.5));
    assert!(matcher.matches(&sample()));
    assert!(
        !any()
            .with(|event: &DiskFormatted| event.size > 512)
            .matches(&sample())
    );
    let other_event = Record::new("host_bound", "host", Severity::Info, "");
    assert!(!any().with(|_: &DiskFormatted| true).matches(&other_event));
    let words = matcher.to_string();
    assert!(
        words.contains("DiskFormatted accepted by the closure at "),
        "{words}"
    );
}

#[test]
fn matchers_compose() {
    let info = || any().severity(Severity::Info);
    let error = || any().severity(Severity::Error);
    check(
        EventMatcher::not(error()),
        true,
        "any event, that is not (any event with severity error)",
    );
    check(
        EventMatcher::any_of([error(), info()]),
        true,
        "any event, that is (any event with severity error) or (any event with severity info)",
    );
    check(
        EventMatcher::any_of([]),
        false,
        "any event, that is one of nothing",
    );
    check(
        EventMatcher::any_of([error()]).name("disk_formatted"),
        false,
        "any event with name `disk_formatted`, that is (any event with severity error)",
    );
    check(EventMatcher::all_of([]), true, "any event");
    check(
        EventMatcher::all_of([info(), any().name("disk_formatted")]),
        true,
        "any event with severity info, name `disk_formatted`",
    );
    check(
        EventMatcher::all_of([info(), error()]),
        false,
        "any event with severity info, severity error",
    );
}

#[test]
fn a_matcher_can_be_kept_and_shared() {
    fn is<T: Clone + Debug + Display + Send + Sync + 'static>(_: &T) {}
    let matcher = any().with(|event: &DiskFormatted| event.size == 512);
    is(&matcher);
    assert!(matcher.clone().matches(&sample()));
    assert_eq!(format!("{:?}", any().name("a")), "EventMatcher(event `a`)");
}
