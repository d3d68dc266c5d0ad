use std::time::Duration;

use tidings::{Definition, Event, Receipt, SendError, Uuid, Value, Values};
use tidings_store::rusqlite::Connection;
use tidings_store::{SqliteStore, Store};

use crate::database::{Database, SqliteFile};
use crate::sample::{everything, record, records, uuid, with_subject};
use crate::suite::append::send;

struct Shop {
    file: SqliteFile,
    store: Store,
    connection: Connection,
}

/// The user's own connection to the store's file, with a table of theirs.
fn shop() -> Shop {
    let file = SqliteFile::new();
    let store = file.open();
    let connection = Connection::open(file.path()).unwrap();
    connection
        .execute_batch("CREATE TABLE orders (number TEXT)")
        .unwrap();
    Shop {
        file,
        store,
        connection,
    }
}

impl Shop {
    fn sqlite(&self) -> SqliteStore {
        self.store.sqlite().unwrap().clone()
    }
}

#[test]
fn the_event_shares_the_fate_of_the_transaction() {
    let mut shop = shop();
    let sqlite = shop.sqlite();
    for (number, commit) in [("A-1", false), ("A-2", true)] {
        let placed = with_subject(record("order_placed"), "order_id", number);
        let transaction = shop.connection.transaction().unwrap();
        transaction
            .execute("INSERT INTO orders VALUES (?1)", [number])
            .unwrap();
        let receipt = sqlite.send_record_in(&transaction, &placed).unwrap();
        assert_eq!(receipt, Receipt::Stored { id: placed.id });
        if commit {
            transaction.commit().unwrap();
            assert_eq!(records(&everything(&shop.store)), [placed]);
        } else {
            transaction.rollback().unwrap();
            assert_eq!(everything(&shop.store), []);
        }
    }
}

#[test]
fn ids_limits_and_checks_are_the_same() {
    let mut shop = shop();
    let sqlite = shop.sqlite();
    let slow = || with_subject(record("host_slow"), "host_id", uuid(1));
    let (first, limited) = (slow(), slow());
    send(&shop.store, &first).unwrap();
    let mut other = first.clone();
    other.message.push('!');
    let wrong = with_subject(record("wrong"), "cluster_id", "c-1");

    let transaction = shop.connection.transaction().unwrap();
    let send_in = |record| sqlite.send_record_in(&transaction, record);
    assert_eq!(send_in(&first).unwrap(), Receipt::Stored { id: first.id });
    assert!(matches!(send_in(&limited), Ok(Receipt::RateLimited { .. })));
    assert!(matches!(send_in(&other), Err(SendError::IdTaken { .. })));
    assert!(matches!(
        send_in(&wrong),
        Err(SendError::InvalidValue { .. })
    ));
    let fine = record("fine");
    send_in(&fine).unwrap();
    transaction.commit().unwrap();
    assert_eq!(records(&everything(&shop.store)), [first, fine]);
}

#[derive(Clone)]
struct Noticed;

impl Values for Noticed {
    fn value(&self, _: usize) -> Value<'_> {
        Value::Absent
    }
}

impl Event for Noticed {
    fn definition() -> &'static Definition {
        static NOTICED: std::sync::OnceLock<Definition> = std::sync::OnceLock::new();
        NOTICED.get_or_init(|| Definition::new("noticed", "Noticed", "x", tidings::Severity::Info))
    }
}

#[test]
fn typed_events_are_sent_too() {
    let mut shop = shop();
    let transaction = shop.connection.transaction().unwrap();
    shop.store
        .sqlite()
        .unwrap()
        .send_in(&transaction, &Noticed)
        .unwrap();
    transaction.commit().unwrap();
    assert_eq!(everything(&shop.store)[0].record.message, "Noticed");
}

#[test]
fn followers_see_the_event_once_it_is_committed() {
    let mut shop = shop();
    let sqlite = shop.sqlite();
    let mut followed = shop.store.follow(tidings_store::Cursor::start());
    let transaction = shop.connection.transaction().unwrap();
    let placed = record("order_placed");
    sqlite.send_record_in(&transaction, &placed).unwrap();
    transaction.commit().unwrap();
    let next = crate::database::run(crate::suite::follow::take(&mut followed, 1));
    assert_eq!(next, [placed]);
}

#[test]
fn a_lock_and_a_full_disk_are_told() {
    let mut shop = shop();
    let sqlite = shop.sqlite();
    shop.connection
        .busy_timeout(Duration::from_millis(30))
        .unwrap();
    let other = Connection::open(shop.file.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let transaction = shop.connection.transaction().unwrap();
    let locked = sqlite.send_record_in(&transaction, &record("locked"));
    assert!(
        matches!(locked, Err(SendError::Unavailable(_))),
        "{locked:?}"
    );
    drop(transaction);
    other.execute_batch("ROLLBACK").unwrap();

    shop.connection
        .pragma_update_and_check(None, "max_page_count", 50, |_| Ok(()))
        .unwrap();
    let mut large = record("large");
    large.message = "m".repeat(400_000);
    let transaction = shop.connection.transaction().unwrap();
    let full = sqlite.send_record_in(&transaction, &large);
    assert!(matches!(full, Err(SendError::Store(_))), "{full:?}");
    drop(transaction);
    assert_eq!(everything(&shop.store), []);
}

#[test]
fn a_connection_to_another_file_is_told() {
    let shop = shop();
    let mut other = Connection::open_in_memory().unwrap();
    let transaction = other.transaction().unwrap();
    let answer = shop.sqlite().send_record_in(&transaction, &record("x"));
    let told = answer.unwrap_err().to_string();
    assert!(told.contains("no such table: tidings_meta"), "{told}");
}

/// None that has begun deferred fails since another was faster.
#[test]
fn many_transactions_may_send_at_once() {
    let Shop { file, store, .. } = shop();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let sqlite = store.sqlite().unwrap();
                let mut connection = Connection::open(file.path()).unwrap();
                connection.busy_timeout(Duration::from_secs(60)).unwrap();
                for _ in 0..25 {
                    let transaction = connection.transaction().unwrap();
                    let event = with_subject(record("x"), "cluster_id", Uuid::now_v7());
                    sqlite.send_record_in(&transaction, &event).unwrap();
                    transaction.commit().unwrap();
                }
            });
        }
    });
    assert_eq!(everything(&store).len(), 100);
}
