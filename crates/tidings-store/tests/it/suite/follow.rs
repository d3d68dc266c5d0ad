use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures_core::Stream;
use tidings::{Category, Record, Sender};
use tidings_store::{Cursor, Filter, Options, Query, Records, Store, StoreError, StoreSender};

use super::append::{send_all, wait_for_all};
use crate::database::{Database, run};
use crate::sample::{everything, list, record, records, uuid, with_subject};

/// Far more than any step takes; a test that hangs fails.
const PATIENCE: Duration = Duration::from_secs(60);

pub async fn take(followed: &mut Records, count: usize) -> Vec<Record> {
    let mut taken = Vec::new();
    while taken.len() < count {
        let next = tokio::time::timeout(PATIENCE, followed.next()).await;
        let next = next
            .expect("a record in time")
            .expect("a stream without end");
        taken.push(next.unwrap().record);
    }
    taken
}

fn mixed(count: usize) -> Vec<Record> {
    let one = |number: usize| {
        let mut record = with_subject(record("followed"), "cluster_id", uuid(number as u128 % 3));
        if number.is_multiple_of(2) {
            record.category = Category::Metrics;
        }
        record.event_time -= time::Duration::seconds(number as i64);
        record
    };
    (0..count).map(one).collect()
}

pub fn everything_committed_comes_once_and_in_order(database: &impl Database) {
    let store = database.open();
    let other = database.open();
    let all = mixed(1700);
    // More than are read at once, then such that come while the follower waits, of this store and of another one.
    send_in_bulk(&store, &all[..1500]);
    let mut followed = store.follow(Cursor::start());
    run(async {
        assert_eq!(take(&mut followed, 1500).await, all[..1500]);
        let later = async {
            let (one, two) = (sender(&store), sender(&other));
            for record in &all[1500..1600] {
                one.send(record.clone()).await.unwrap();
            }
            for record in &all[1600..] {
                two.send(record.clone()).await.unwrap();
            }
        };
        let ((), taken) = tokio::join!(later, take(&mut followed, 200));
        assert_eq!(taken, all[1500..]);
    });
}

fn sender(store: &Store) -> StoreSender {
    StoreSender::new(store.clone(), Options::default())
}

fn send_in_bulk(store: &Store, records: &[Record]) {
    let sender = sender(store);
    let sendings: Vec<_> = records
        .iter()
        .map(|record| sender.try_send(record.clone()).unwrap())
        .collect();
    wait_for_all(sendings);
}

pub fn a_follower_goes_on_from_any_cursor(database: &impl Database) {
    let store = database.open();
    let all = mixed(20);
    send_all(&store, &all);
    for (index, stored) in everything(&store).iter().enumerate() {
        let cursor: Cursor = stored.cursor.unwrap().to_string().parse().unwrap();
        let rest = all.len() - index - 1;
        let mut followed = store.follow(cursor);
        assert_eq!(run(take(&mut followed, rest)), all[index + 1..]);
    }
}

pub fn a_follower_may_filter(database: &impl Database) {
    let store = database.open();
    let all = mixed(1200);
    send_in_bulk(&store, &all);
    let filter = Filter::default().subject("cluster_id", uuid(1));
    let passes = |record: &&Record| {
        record.category == Category::User && record.subject("cluster_id") == Some(&uuid(1).into())
    };
    let expected: Vec<Record> = all.iter().filter(passes).cloned().collect();
    let mut followed = store.follow_filtered(Cursor::start(), filter);
    let taken = run(take(&mut followed, expected.len()));
    assert_eq!(taken, expected);

    let mut last = all[1].clone();
    last.id = uuid(1);
    let (mut others, _) = (mixed(700), ());
    others.retain(|record| !passes(&record));
    send_in_bulk(&store, &others);
    send_all(&store, std::slice::from_ref(&last));
    assert_eq!(run(take(&mut followed, 1)), [last]);
}

pub fn a_follower_is_a_stream_and_may_be_dropped(database: &impl Database) {
    fn check<S: Stream + Send + Unpin>(_: S) {}
    let store = database.open();
    check(store.follow(Cursor::start()));
    let mut followed = store.follow(Cursor::start());
    run(async {
        let polled = tokio::time::timeout(Duration::from_millis(1), followed.next()).await;
        assert!(polled.is_err(), "there is nothing to follow");
    });
    // The wait that was dropped has taken nothing with it.
    let sent = [record("x")];
    send_all(&store, &sent);
    assert_eq!(run(take(&mut followed, 1)), sent);
}

/// Also one that had no thread for what was asked of it.
pub fn a_follower_outlives_the_runtime_that_polled_it(database: &impl Database) {
    let store = database.open();
    let sent = [record("x")];
    send_all(&store, &sent);
    let mut followed = store.follow(Cursor::start());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let (go_on, wait) = std::sync::mpsc::channel::<()>();
    let busy = runtime.spawn_blocking(move || wait.recv());
    let polled = runtime.block_on(async {
        let mut next = pin!(followed.next());
        poll_fn(|context| Poll::Ready(next.as_mut().poll(context))).await
    });
    runtime.shutdown_background();
    drop((go_on, busy));
    // A store that reads on threads of its own may have been faster.
    if let Poll::Ready(read) = polled {
        assert_eq!(read.unwrap().unwrap().record, sent[0]);
        return;
    }
    assert_eq!(run(take(&mut followed, 1)), sent);
}

pub fn cursors_of_other_stores_are_refused(database: &impl Database) {
    let store = database.open();
    let another = database.another();
    let other = another.open();
    for store in [&store, &other] {
        send_all(store, &[record("x"), record("y")]);
    }
    let own = everything(&store)[1].cursor.unwrap();
    let ahead: Cursor = own.to_string().replace("-2", "-3").parse().unwrap();
    for foreign in [everything(&other)[0].cursor.unwrap(), ahead] {
        let oldest = match run(store.follow(foreign).next()).unwrap() {
            Err(StoreError::ForeignCursor { oldest }) => oldest,
            answer => panic!("{answer:?}"),
        };
        let query = Query {
            after: Some(foreign),
            ..Query::default()
        };
        let listed = run(store.list(&query));
        assert!(matches!(listed, Err(StoreError::ForeignCursor { .. })));
        assert_eq!(run(take(&mut store.follow(oldest), 2)).len(), 2);
    }
}

pub fn only_what_a_store_wrote_is_a_cursor(_: &impl Database) {
    for text in [
        "",
        "start ",
        "Start",
        "1",
        "-",
        "0-0",
        "00000000000000AB-1",
        "00000000000000ab-01",
    ] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
    for text in ["start", "00000000000000ab-1"] {
        assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
    }
}

pub fn a_list_goes_on_after_a_cursor(database: &impl Database) {
    let store = database.open();
    let all = mixed(25);
    send_all(&store, &all);
    let mut query = Query {
        limit: Some(10),
        after: Some(Cursor::start()),
        ..Query::new(Filter::everything())
    };
    let mut listed = Vec::new();
    for expected in [10, 10, 5, 0] {
        let page = list(&store, &query);
        assert_eq!((page.records.len(), page.total), (expected, Some(25)));
        listed.extend(records(&page.records));
        let repeated = page.next == query.after;
        assert_eq!(repeated, expected == 0);
        query.after = page.next;
    }
    assert_eq!(listed, all);
}
