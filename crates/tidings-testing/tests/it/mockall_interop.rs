//! A mocked sender whose expectations are set before the act.

use mockall::{Predicate, mock};
use tidings::{Event, Receipt, Record, Sender, Sending, Uuid};
use tidings_testing::EventMatcher;

use crate::sample::DiskFormatted;
use crate::{disk_formatted, panic_of};

mock! {
    Events {}

    impl Sender for Events {
        fn send<'a>(&'a self, record: Record) -> Sending<'a>;
    }
}

/// A sender that expects one formatted disk of this host.
fn events(host: u128) -> MockEvents {
    let mut events = MockEvents::new();
    events
        .expect_send()
        .with(EventMatcher::of::<DiskFormatted>().host_id(Uuid::from_u128(host)))
        .times(1)
        .returning(|record| Sending::ready(Ok(Receipt::Stored { id: record.id })));
    events
}

#[test]
fn a_mocked_sender_takes_a_matcher() {
    let events = events(1);
    disk_formatted().send(&events).wait().unwrap();
}

#[test]
fn a_mocked_sender_refuses_another_event() {
    let failure = panic_of(|| {
        let events = events(2);
        drop(disk_formatted().send(&events).wait());
    });
    assert!(
        failure.contains("No matching expectation found"),
        "{failure}"
    );
}

#[test]
fn a_predicate_tells_its_case() {
    let matcher = EventMatcher::of::<DiskFormatted>()
        .host_id(None)
        .property("disk", "sda");
    let record = disk_formatted().to_record().unwrap();
    assert!(!matcher.eval(&record));
    assert!(matcher.find_case(true, &record).is_none());
    let case = matcher.find_case(false, &record).unwrap();
    let products: Vec<String> = case.products().map(ToString::to_string).collect();
    assert_eq!(
        products,
        ["actual: host_id 00000000-0000-0000-0000-000000000001"]
    );
}
