use tidings::{BestEffort, Cause, Event, Receipt, SendError};

use crate::sample::DiskFormatted;
use crate::{Kept, disk_formatted, logged};

#[test]
fn what_can_be_sent_is_sent() {
    let sender = BestEffort::new(Kept::default());
    let receipt = disk_formatted().send(&sender).wait().unwrap();
    assert!(matches!(receipt, Receipt::Stored { .. }));
    assert_eq!(sender.lost(), 0);
    assert_eq!(sender.get_ref().names(), [DiskFormatted::NAME]);
}

#[test]
fn a_failure_is_logged_and_counted_and_not_told() {
    let hostile = Cause::new("disk full\n\x1b[31mall is \u{202e}llew");
    let sender = BestEffort::new(Kept::failing_first([
        SendError::Store(hostile),
        SendError::Closed,
    ]));
    let log = logged(|| {
        for expected in [Receipt::Lost, Receipt::Lost] {
            assert_eq!(disk_formatted().send(&sender).wait().unwrap(), expected);
        }
    });
    assert_eq!(sender.lost(), 2);
    disk_formatted().send(&sender).wait().unwrap();
    assert_eq!((sender.lost(), sender.get_ref().names().len()), (2, 1));
    assert_eq!(
        log,
        "ERROR tidings: event lost event=disk_formatted error=the store failed: disk full\\n\\u{1b}[31mall is \\u{202e}llew\n\
         ERROR tidings: event lost event=disk_formatted error=the sender is closed\n"
    );
}

#[test]
fn an_event_of_which_no_record_can_be_made_is_lost_by_name() {
    let sender = BestEffort::new(Kept::default());
    let event = DiskFormatted {
        load: Some(f64::NAN),
        ..disk_formatted()
    };
    let log = logged(|| {
        drop(event.send(&sender));
        assert_eq!(
            sender.lost(),
            0,
            "nothing should be lost before the first poll"
        );
        assert_eq!(event.send(&&sender).wait().unwrap(), Receipt::Lost);
    });
    assert_eq!(sender.lost(), 1);
    assert_eq!(sender.get_ref().calls(), 0);
    assert_eq!(
        log,
        "ERROR tidings: event lost event=disk_formatted error=property `load` must be a finite number\n"
    );
}
