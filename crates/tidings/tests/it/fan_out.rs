use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use tidings::{Event, FanOut, Receipt, Record, SendError, Sender, Sending};

use crate::{Kept, disk_formatted};

/// Senders that fail with these errors, shared to look at them after.
fn senders<const N: usize>(errors: [Option<SendError>; N]) -> [Arc<Kept>; N] {
    errors.map(|error| Arc::new(Kept::failing_first(error)))
}

#[test]
fn every_sender_gets_the_same_record() {
    let [one, two, three] = senders([None, None, None]);
    let all = FanOut::new(one.clone()).and(two.clone()).and(three.clone());
    let receipt = disk_formatted().send(&all).wait().unwrap();
    let records = one.records.lock().unwrap().clone();
    let id = records[0].id;
    assert_eq!(receipt, Receipt::Stored { id });
    for other in [two, three] {
        assert_eq!(*other.records.lock().unwrap(), records);
    }
}

#[test]
fn the_first_failure_is_told_and_the_others_are_sent_all_the_same() {
    let [one, two, three] = senders([None, Some(SendError::QueueFull), Some(SendError::Closed)]);
    let all = FanOut::new(one.clone()).and(two.clone()).and(three.clone());
    let record = disk_formatted().to_record().unwrap();
    let error = all.send(record.clone()).wait().unwrap_err();
    assert!(matches!(error, SendError::QueueFull), "{error}");
    assert_eq!(
        [one.names().len(), two.names().len(), three.names().len()],
        [1, 0, 0]
    );
    all.send(record).wait().unwrap();
    assert_eq!([two.names().len(), three.names().len()], [1, 1]);
}

#[test]
fn nothing_is_sent_before_the_first_poll() {
    let [one, two] = senders([None, None]);
    let all = FanOut::new(one.clone()).and(two.clone());
    drop(disk_formatted().send(&all));
    assert_eq!([one.names().len(), two.names().len()], [0, 0]);
}

#[test]
fn a_slow_sender_holds_up_the_receipt_but_not_the_others() {
    let fast = Arc::new(Kept::default());
    let all = FanOut::new(Never).and(fast.clone());
    let mut sending = pin!(disk_formatted().send(&all));
    for _ in 0..2 {
        assert!(
            sending
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_pending()
        );
        assert_eq!(fast.names().len(), 1);
    }
}

/// Never answers.
struct Never;

impl Sender for Never {
    fn send<'a>(&'a self, _: Record) -> Sending<'a> {
        Sending::new(std::future::pending())
    }
}
