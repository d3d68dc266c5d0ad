//! Sends in large batches while a fault goes on, then compares all.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;

use tidings::{Receipt, Record, SendError, Sender, Uuid};
use tidings_store::{Options, Store, StoreSender};

use super::PATIENCE;
use super::followers::Resuming;
use crate::checker::{Seen, check, ids};
use crate::sample::{everything, record};

const THREADS: usize = 4;

/// How many records a thread sends at once.
const BURST: usize = 150;

/// How many records were acknowledged so far.
#[derive(Default)]
pub struct Sent {
    count: Mutex<usize>,
    grown: Condvar,
}

impl Sent {
    /// Until some more bursts were acknowledged: a fault is not to hit the same batch over and over.
    pub fn wait_for_more(&self) {
        let count = self.count.lock().unwrap();
        let goal = *count + BURST + 1;
        let (count, waited) = self
            .grown
            .wait_timeout_while(count, PATIENCE, |count| *count < goal)
            .unwrap();
        assert!(!waited.timed_out(), "{count} acknowledged, {goal} expected");
    }

    fn add_one(&self) {
        *self.count.lock().unwrap() += 1;
        self.grown.notify_all();
    }
}

/// One store sends, and both are followed, while the fault goes on, which must take less than senders wait: so each
/// record is answered, and what is stored is exactly what was acknowledged.
pub fn survive(what: &str, sending: &Store, observer: &Store, fault: impl FnOnce(&Sent)) {
    let seen = [sending, observer].map(Seen::start);
    let resuming = Resuming::start(observer);
    let (over, progress) = (AtomicBool::new(false), Sent::default());
    let sender = StoreSender::new(sending.clone(), Options::default());
    let (acknowledged, before) = thread::scope(|scope| {
        let threads = [(); THREADS].map(|()| scope.spawn(|| send_until(&sender, &over, &progress)));
        fault(&progress);
        let before = ids(observer);
        over.store(true, Ordering::Relaxed);
        let sent = threads.map(|thread| thread.join().unwrap());
        (sent.concat(), before)
    });

    let stored = everything(observer);
    assert!(stored.iter().all(|one| one.record.message != CHANGED));
    let stored: Vec<Uuid> = stored.iter().map(|one| one.record.id).collect();
    assert!(stored.starts_with(&before), "the order has changed");
    let distinct: BTreeSet<&Uuid> = acknowledged.iter().collect();
    assert_eq!(stored.len(), distinct.len(), "as acknowledged");
    let late = Seen::start(sending);
    for seen in seen.iter().chain([&late]) {
        seen.check(observer, &acknowledged);
    }
    let resumed = resuming.finish(stored.len());
    check(&acknowledged, &stored, &resumed).unwrap();
    eprintln!(
        "{what}: {} acknowledged, {} stored, each seen by 4 followers",
        acknowledged.len(),
        stored.len()
    );
}

/// What was acknowledged.
fn send_until(sender: &StoreSender, over: &AtomicBool, sent: &Sent) -> Vec<Uuid> {
    let mut acknowledged = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let burst: Vec<Record> = (0..BURST).map(|_| record("sent")).collect();
        let sendings = burst.iter().map(|one| sender.try_send(one.clone()));
        let sendings: Vec<_> = sendings.map(Result::unwrap).collect();
        for (sending, record) in sendings.into_iter().zip(&burst) {
            expect_stored(sending.wait(), record);
            acknowledged.push(record.id);
            sent.add_one();
        }
        send_again(sender, &burst[0]);
    }
    acknowledged
}

const CHANGED: &str = "changed";

/// Answered as the first time; with other content refused.
fn send_again(sender: &StoreSender, record: &Record) {
    expect_stored(sender.send(record.clone()).wait(), record);
    let mut changed = record.clone();
    changed.message = CHANGED.to_owned();
    let told = sender.send(changed).wait();
    assert!(matches!(told, Err(SendError::IdTaken { .. })), "{told:?}");
}

fn expect_stored(told: Result<Receipt, SendError>, record: &Record) {
    assert_eq!(told.unwrap(), Receipt::Stored { id: record.id });
}
