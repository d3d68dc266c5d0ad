use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;

use pollster::block_on;
use tidings::{Cause, Event, Receipt, SendError, Sender, Sending, Uuid};

use crate::sample::{DiskFormatted, DiskFormattedDisk, send_disk_formatted};
use crate::{Kept, disk_formatted};

#[test]
fn every_pointer_to_a_sender_is_a_sender() {
    /// Sends one through the generic parameter, one through the generated function.
    fn check(sender: &(impl Sender + ?Sized)) {
        disk_formatted().send(sender).wait().unwrap();
        let (host, disk) = (Uuid::from_u128(1), DiskFormattedDisk::Sda);
        send_disk_formatted(sender, host, None, disk, 1, "key", None, None, None)
            .wait()
            .unwrap();
    }
    let kept = Arc::new(Kept::default());
    check(&*kept);
    check(&&*kept);
    check(&kept);
    check(&&kept);
    check(&Box::new(kept.clone()));
    let object: &dyn Sender = &*kept;
    check(object);
    check(&object);
    let shared: Arc<dyn Sender> = kept.clone();
    check(&shared);
    let boxed: Box<dyn Sender + '_> = Box::new(&shared);
    check(&boxed);
    check(&Arc::new(boxed));
    assert_eq!(kept.names().len(), 20);
}

#[test]
fn nothing_is_sent_before_the_first_poll() {
    let kept = Kept::default();
    drop(disk_formatted().send(&kept));
    let sending = disk_formatted().send(&kept);
    assert_eq!(kept.names(), [""; 0]);
    let mut sending = pin!(sending);
    let receipt = sending
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(receipt, Poll::Ready(Ok(Receipt::Stored { .. }))));
    assert_eq!(kept.names(), [DiskFormatted::NAME]);
}

#[test]
fn the_record_is_made_when_called() {
    let kept = Kept::default();
    let first = disk_formatted().send(&kept);
    let second = disk_formatted().send(&kept);
    second.wait().unwrap();
    first.wait().unwrap();
    let records = kept.records.lock().unwrap();
    assert!(records[0].id > records[1].id);
}

#[test]
fn the_receipt_names_the_record() {
    let kept = Kept::default();
    let receipt = block_on(disk_formatted().send(&kept)).unwrap();
    let id = kept.records.lock().unwrap()[0].id;
    assert_eq!(receipt, Receipt::Stored { id });
}

#[test]
fn wait_blocks_until_another_thread_answers() {
    let (answer, answered) = std::sync::mpsc::channel();
    let state = Arc::new(std::sync::Mutex::new((None, None::<Waker>)));
    let seen = state.clone();
    let sending = Sending::new(std::future::poll_fn(move |context| {
        let mut state = seen.lock().unwrap();
        let Some(result) = state.0.take() else {
            state.1 = Some(context.waker().clone());
            answer.send(()).unwrap();
            return Poll::Pending;
        };
        Poll::Ready(result)
    }));
    thread::spawn(move || {
        answered.recv().unwrap();
        let mut state = state.lock().unwrap();
        state.0 = Some(Err(SendError::Closed));
        state.1.take().unwrap().wake();
    });
    assert!(matches!(sending.wait(), Err(SendError::Closed)));
}

#[test]
fn a_sending_moves_between_threads() {
    let kept = Arc::new(Kept::default());
    thread::scope(|scope| {
        let sending = disk_formatted().send(&kept);
        scope.spawn(move || sending.wait().unwrap());
    });
    assert_eq!(kept.names().len(), 1);
}

#[test]
fn errors_say_what_is_behind_them() {
    let disk = || Cause::new(std::io::Error::other("disk full"));
    let cases = [
        (SendError::Store(disk()), "the store failed: disk full"),
        (
            SendError::Unavailable(Cause::new("no route")),
            "the store is unavailable: no route",
        ),
        (SendError::QueueFull, "the sender's queue is full"),
        (SendError::Closed, "the sender is closed"),
        (
            SendError::IdTaken { id: Uuid::nil() },
            "a record with id 00000000-0000-0000-0000-000000000000 is stored already, with other content",
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(error.clone().to_string(), expected);
    }
}
