use std::collections::BTreeSet;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use tidings::{Receipt, SendError, Sender, Uuid};
use tidings_store::{Clock, Options, Store, StoreOptions, StoreSender};

use super::append::wait_for_all;
use crate::database::{Database, run};
use crate::sample::{NOON, everything, record};

fn sender(store: &Store) -> StoreSender {
    StoreSender::new(store.clone(), Options::default())
}

fn stored_ids(store: &Store) -> Vec<Uuid> {
    everything(store)
        .iter()
        .map(|stored| stored.record.id)
        .collect()
}

/// Every id that was acknowledged, each once.
pub fn assert_stored_once(store: &Store, acknowledged: &[Uuid]) {
    let stored = stored_ids(store);
    let distinct: BTreeSet<&Uuid> = stored.iter().collect();
    assert_eq!(distinct.len(), stored.len(), "stored twice");
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|id| !distinct.contains(id))
        .collect();
    assert_eq!(lost, Vec::<&Uuid>::new(), "acknowledged but not stored");
}

pub fn concurrent_tasks_are_each_answered(database: &impl Database) {
    let store = database.open();
    let sender = sender(&store);
    let acknowledged = run(async {
        let tasks: Vec<_> = (0..64)
            .map(|_| tokio::spawn(send_some(sender.clone(), 20)))
            .collect();
        let mut all = Vec::new();
        for task in tasks {
            all.extend(task.await.unwrap());
        }
        all
    });
    assert_eq!(acknowledged.len(), 64 * 20);
    assert_stored_once(&store, &acknowledged);
    assert_eq!(stored_ids(&store).len(), 64 * 20);
    assert_eq!(run(sender.shutdown()).unwrap().stored, 64 * 20);
}

/// Until the sender is closed; what was acknowledged.
async fn send_some(sender: impl Sender, count: usize) -> Vec<Uuid> {
    let mut acknowledged = Vec::new();
    for _ in 0..count {
        match sender.send(record("sent")).await {
            Ok(Receipt::Stored { id }) => acknowledged.push(id),
            Err(SendError::Closed) => break,
            answer => panic!("{answer:?}"),
        }
    }
    acknowledged
}

pub fn no_async_runtime_is_needed(database: &impl Database) {
    let store = database.open();
    let sender = sender(&store);
    let threads = (0..4).map(|_| {
        let sender = sender.clone();
        std::thread::spawn(move || sender.send(record("sent")).wait().unwrap())
    });
    let threads: Vec<_> = threads.collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(stored_ids(&store).len(), 4);
}

pub fn the_source_is_the_senders_unless_the_record_has_one(database: &impl Database) {
    let store = database.open();
    let options = Options {
        source: Some("service".to_owned()),
        ..Options::default()
    };
    let sender = StoreSender::new(store.clone(), options);
    let mut of_another = record("sent");
    of_another.source = Some("another".to_owned());
    for record in [record("sent"), of_another] {
        sender.send(record).wait().unwrap();
    }
    let sources = everything(&store)
        .into_iter()
        .map(|stored| stored.record.source.unwrap());
    assert_eq!(sources.collect::<Vec<_>>(), ["service", "another"]);
}

pub fn nothing_is_sent_before_the_first_poll(database: &impl Database) {
    let store = database.open();
    let sender = sender(&store);
    drop(sender.send(record("unpolled")));
    let polled = record("polled");
    let id = polled.id;
    run(async {
        let mut sending = pin!(sender.send(polled));
        poll_fn(|context| {
            let _ = sending.as_mut().poll(context);
            Poll::Ready(())
        })
        .await;
    });
    // Its sending is dropped by now; what was accepted is stored nevertheless.
    let report = run(sender.shutdown()).unwrap();
    assert_eq!((report.stored, report.failed), (1, 0));
    assert_eq!(stored_ids(&store), [id]);
}

/// The writer is held up by its clock, so that the queue fills.
struct Held {
    store: Store,
    sender: StoreSender,
    gate: Arc<std::sync::Mutex<()>>,
}

fn held(database: &impl Database, capacity: usize) -> Held {
    let gate = Arc::new(std::sync::Mutex::new(()));
    let opened = gate.clone();
    let clock = Clock::new(move || {
        drop(opened.lock());
        NOON
    });
    let store = database.open_with(StoreOptions {
        clock,
        ..StoreOptions::default()
    });
    let options = Options {
        capacity,
        batch: 1,
        ..Options::default()
    };
    let sender = StoreSender::new(store.clone(), options);
    Held {
        store,
        sender,
        gate,
    }
}

pub fn a_full_queue_makes_senders_wait(database: &impl Database) {
    let Held {
        store,
        sender,
        gate,
    } = held(database, 2);
    let closed = gate.lock().unwrap();
    let mut accepted = Vec::new();
    // At most one is with the writer, two wait.
    let full = loop {
        match sender.try_send(record("sent")) {
            Ok(sending) => accepted.push(sending),
            Err(error) => break error,
        }
    };
    assert!(matches!(full, SendError::QueueFull), "{full}");
    assert!((2..=3).contains(&accepted.len()), "{}", accepted.len());
    run(async {
        let waiting = tokio::spawn({
            let sender = sender.clone();
            async move { sender.send(record("waited")).await }
        });
        drop(closed);
        waiting.await.unwrap().unwrap();
    });
    let count = accepted.len() + 1;
    wait_for_all(accepted);
    assert_eq!(stored_ids(&store).len(), count);
}

pub fn shutdown_stores_what_was_accepted_and_no_more(database: &impl Database) {
    let Held {
        store,
        sender,
        gate,
    } = held(database, 100);
    let closed = gate.lock().unwrap();
    let accepted: Vec<_> = (0..50)
        .map(|_| sender.try_send(record("sent")).unwrap())
        .collect();
    run(async {
        let mut shutdown = pin!(sender.shutdown());
        poll_fn(|context| {
            assert!(shutdown.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
        let late = sender.send(record("late")).await;
        assert!(matches!(late, Err(SendError::Closed)), "{late:?}");
        let late = sender.try_send(record("late"));
        assert!(matches!(late, Err(SendError::Closed)), "{late:?}");
        drop(closed);
        assert_eq!(shutdown.await.unwrap().stored, 50);
        assert_eq!(sender.shutdown().await.unwrap().stored, 50, "again");
    });
    wait_for_all(accepted);
    assert_eq!(stored_ids(&store).len(), 50);
}

pub fn shutdown_in_the_middle_loses_nothing_acknowledged(database: &impl Database) {
    for round in 0..5 {
        let store = database.open();
        let options = Options {
            capacity: 8,
            ..Options::default()
        };
        let sender = StoreSender::new(store.clone(), options);
        let acknowledged = run(async {
            let tasks = (0..64).map(|_| tokio::spawn(send_some(sender.clone(), usize::MAX)));
            let tasks: Vec<_> = tasks.collect();
            for _ in 0..round * 10 {
                sender.send(record("first")).await.unwrap();
            }
            sender.shutdown().await.unwrap();
            let mut all = Vec::new();
            for task in tasks {
                all.extend(task.await.unwrap());
            }
            all
        });
        assert_stored_once(&store, &acknowledged);
    }
}

pub fn dropping_the_sender_stores_what_was_accepted(database: &impl Database) {
    let Held {
        store,
        sender,
        gate,
    } = held(database, 100);
    let closed = gate.lock().unwrap();
    let accepted: Vec<_> = (0..50)
        .map(|_| sender.try_send(record("sent")).unwrap())
        .collect();
    drop(sender);
    drop(closed);
    wait_for_all(accepted);
    assert_eq!(stored_ids(&store).len(), 50);
}

/// The clock runs in the writer's thread.
pub fn a_panic_of_the_writer_leaves_nobody_waiting(database: &impl Database) {
    let store = database.open_with(StoreOptions {
        clock: Clock::new(|| panic!("the clock is broken, as the test wants it")),
        ..StoreOptions::default()
    });
    let sender = sender(&store);
    let told = sender.send(record("sent")).wait();
    assert!(matches!(told, Err(SendError::Store(_))), "{told:?}");
    assert!(run(sender.shutdown()).is_err());
    let later = sender.send(record("later")).wait();
    assert!(matches!(later, Err(SendError::Closed)), "{later:?}");
    assert_eq!(everything(&store), []);
}
