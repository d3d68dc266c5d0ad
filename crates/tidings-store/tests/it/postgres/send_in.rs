//! Events in transactions of users.

use std::thread;

use tidings::{
    Definition, Event, Property, PropertyType, Receipt, SendError, Sender, Severity, Value, Values,
};
use tidings_store::{Cursor, Filter, Options, Query, Store, StoreSender};

use super::server::wait_until_blocked;
use super::session::Session;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{everything, list, record, records, uuid, with_subject};
use crate::suite::append::send;
use crate::suite::follow::take;

struct Shop {
    database: PostgresDatabase,
    store: Store,
    session: Session,
}

/// The user's own connection to the store's database, with a table of theirs.
fn shop() -> Shop {
    let database = PostgresDatabase::new();
    let store = database.open();
    database.psql("CREATE TABLE orders (number text)");
    let session = Session::connect(&database.url());
    Shop {
        database,
        store,
        session,
    }
}

fn slow() -> tidings::Record {
    with_subject(record("host_slow"), "host_id", uuid(1))
}

#[test]
fn the_event_shares_the_fate_of_the_transaction() {
    let mut shop = shop();
    for (number, commit) in [("A-1", false), ("A-2", true)] {
        let placed = with_subject(record("order_placed"), "order_id", number);
        let mut transaction = shop.session.begin();
        transaction.run(&format!("INSERT INTO orders VALUES ('{number}')"));
        let receipt = transaction.send(&shop.store, &placed).unwrap();
        assert_eq!(receipt, Receipt::Stored { id: placed.id });
        if commit {
            transaction.commit();
            assert_eq!(records(&everything(&shop.store)), [placed]);
        } else {
            transaction.rollback();
            assert_eq!(everything(&shop.store), []);
        }
    }
    assert_eq!(shop.database.psql("SELECT number FROM orders"), "A-2");
}

#[test]
fn a_savepoint_takes_its_events_with_it() {
    let mut shop = shop();
    let [kept, undone, last] = ["kept", "undone", "last"].map(record);
    let mut transaction = shop.session.begin();
    transaction.send(&shop.store, &kept).unwrap();
    transaction.run("SAVEPOINT here");
    transaction.send(&shop.store, &undone).unwrap();
    transaction.run("ROLLBACK TO here");
    transaction.send(&shop.store, &last).unwrap();
    // The same event may be sent again, since it is not stored.
    let again = transaction.send(&shop.store, &undone).unwrap();
    assert_eq!(again, Receipt::Stored { id: undone.id });
    transaction.commit();
    assert_eq!(records(&everything(&shop.store)), [kept, last, undone]);
}

#[test]
fn ids_limits_and_checks_are_the_same() {
    let mut shop = shop();
    let (first, limited) = (slow(), slow());
    send(&shop.store, &first).unwrap();
    let mut other = first.clone();
    other.message.push('!');
    let wrong = with_subject(record("wrong"), "cluster_id", "c-1");
    let mut nul = record("nul");
    nul.message.push('\0');

    let mut transaction = shop.session.begin();
    let mut send_in = |record| transaction.send(&shop.store, record);
    assert_eq!(send_in(&first).unwrap(), Receipt::Stored { id: first.id });
    assert!(matches!(send_in(&limited), Ok(Receipt::RateLimited { .. })));
    assert!(matches!(send_in(&other), Err(SendError::IdTaken { .. })));
    for invalid in [&wrong, &nul] {
        let refused = send_in(invalid);
        assert!(
            matches!(refused, Err(SendError::InvalidValue { .. })),
            "{refused:?}"
        );
    }
    // The transaction can still be used.
    let fine = record("fine");
    send_in(&fine).unwrap();
    transaction.commit();
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
        NOTICED.get_or_init(|| Definition::new("noticed", "Noticed", "x", Severity::Info))
    }
}

#[test]
fn typed_events_are_sent_too() {
    let mut shop = shop();
    let mut transaction = shop.session.begin();
    transaction.send_event(&shop.store, &Noticed).unwrap();
    transaction.commit();
    assert_eq!(everything(&shop.store)[0].record.message, "Noticed");
}

#[test]
fn every_isolation_level_will_do() {
    let mut shop = shop();
    let mut sent = Vec::new();
    for level in [
        "BEGIN ISOLATION LEVEL READ COMMITTED",
        "BEGIN ISOLATION LEVEL REPEATABLE READ",
        "BEGIN ISOLATION LEVEL SERIALIZABLE",
    ] {
        let (meanwhile, own, limited) = (record("meanwhile"), record("own"), slow());
        let mut transaction = shop.session.begin_with(level);
        transaction.run("SELECT count(*) FROM orders; INSERT INTO orders VALUES ('A-1')");
        send(&shop.store, &meanwhile).unwrap();
        transaction.send(&shop.store, &own).unwrap();
        let receipt = transaction.send(&shop.store, &limited).unwrap();
        transaction.commit();
        sent.extend([meanwhile, own]);
        if sent.len() == 2 {
            assert_eq!(receipt, Receipt::Stored { id: limited.id });
            sent.push(limited);
        } else {
            assert!(matches!(receipt, Receipt::RateLimited { .. }));
        }
        assert_eq!(records(&everything(&shop.store)), sent, "{level}");
    }
}

/// Nothing that the store reads for an event without a limit makes two of them conflict.
#[test]
fn serializable_transactions_may_send_at_once() {
    let mut shop = shop();
    let mut other = Session::connect(&shop.database.url());
    for _ in 0..10 {
        let begin = "BEGIN ISOLATION LEVEL SERIALIZABLE";
        let (mut one, mut two) = (shop.session.begin_with(begin), other.begin_with(begin));
        one.send(&shop.store, &record("one")).unwrap();
        two.send(&shop.store, &record("two")).unwrap();
        one.send(&shop.store, &record("one")).unwrap();
        one.try_commit().unwrap();
        two.try_commit().unwrap();
    }
    assert_eq!(everything(&shop.store).len(), 30);
}

#[test]
fn the_same_id_in_a_batch_waits_for_the_transaction() {
    for commit in [true, false] {
        let mut shop = shop();
        let both = record("both");
        let mut transaction = shop.session.begin();
        transaction.send(&shop.store, &both).unwrap();
        let answer = thread::scope(|scope| {
            let sending = scope.spawn(|| send(&shop.store, &both));
            wait_until_blocked(&shop.database);
            if commit {
                transaction.commit();
            } else {
                transaction.rollback();
            }
            sending.join().unwrap()
        });
        assert_eq!(answer.unwrap(), Receipt::Stored { id: both.id });
        assert_eq!(records(&everything(&shop.store)), [both]);
    }
}

#[test]
fn the_same_id_with_other_content_is_told_after_the_commit() {
    let mut shop = shop();
    let both = record("both");
    let mut other = both.clone();
    other.message.push('!');
    let mut transaction = shop.session.begin();
    transaction.send(&shop.store, &both).unwrap();
    let answer = thread::scope(|scope| {
        let sending = scope.spawn(|| send(&shop.store, &other));
        wait_until_blocked(&shop.database);
        transaction.commit();
        sending.join().unwrap()
    });
    assert!(
        matches!(answer, Err(SendError::IdTaken { id }) if id == both.id),
        "{answer:?}"
    );
}

fn truck() -> [Definition; 1] {
    let truck = Property::new("truck_id", PropertyType::String).into_subject();
    [Definition::new("moved", "", "truck", Severity::Info).with_properties(vec![truck])]
}

fn declare_truck(database: &PostgresDatabase) -> Store {
    let definitions = truck();
    run(Store::open(&database.url(), &[&definitions[0]])).unwrap()
}

/// The transaction has looked at the database before.
#[test]
fn a_subject_may_be_declared_during_the_transaction() {
    for level in ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"] {
        let mut shop = shop();
        let moved = with_subject(record("moved"), "truck_id", "T-8");
        let mut transaction = shop.session.begin();
        transaction.run(&format!(
            "SET TRANSACTION ISOLATION LEVEL {level}; SELECT count(*) FROM orders"
        ));
        let new = declare_truck(&shop.database);
        let answer = transaction.send(&shop.store, &moved);
        assert_eq!(answer.unwrap(), Receipt::Stored { id: moved.id }, "{level}");
        transaction.commit();
        for store in [&new, &shop.store] {
            let sent = std::slice::from_ref(&moved);
            assert_eq!(records(&everything(store)), sent);
            let filter = Filter::default().subject("truck_id", "T-8");
            let listed = list(store, &Query::new(filter)).records;
            assert_eq!(records(&listed), sent, "{level}");
        }
    }
}

/// The declaration waits for the transaction, and finds its event.
#[test]
fn a_subject_may_be_declared_while_an_event_of_it_is_not_committed() {
    let mut shop = shop();
    let moved = with_subject(record("moved"), "truck_id", "T-8");
    let mut transaction = shop.session.begin();
    transaction.send(&shop.store, &moved).unwrap();
    let new = thread::scope(|scope| {
        let declaring = scope.spawn(|| declare_truck(&shop.database));
        wait_until_blocked(&shop.database);
        transaction.commit();
        declaring.join().unwrap()
    });
    let filter = Filter::default().subject("truck_id", "T-8");
    assert_eq!(records(&list(&new, &Query::new(filter)).records), [moved]);
}

/// The second waits for what becomes of the first.
#[test]
fn transactions_of_one_limit_wait_for_each_other() {
    for commit in [true, false] {
        let mut shop = shop();
        let (first, second) = (slow(), slow());
        let mut transaction = shop.session.begin();
        transaction.send(&shop.store, &first).unwrap();
        let receipt = thread::scope(|scope| {
            let second = scope.spawn(|| {
                let mut other = Session::connect(&shop.database.url());
                other.send(&shop.store, &second)
            });
            wait_until_blocked(&shop.database);
            if commit {
                transaction.commit();
            } else {
                transaction.rollback();
            }
            second.join().unwrap()
        });
        let stored = if commit {
            assert!(matches!(receipt, Receipt::RateLimited { .. }));
            first
        } else {
            assert_eq!(receipt, Receipt::Stored { id: second.id });
            second
        };
        assert_eq!(records(&everything(&shop.store)), [stored]);
    }
}

/// A runtime of the user's own, a pool, and the store's own threads at once.
#[test]
fn many_transactions_may_send_at_once() {
    let shop = shop();
    let sender = StoreSender::new(shop.store.clone(), Options::default());
    let mut followed = shop.store.follow(Cursor::start());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut session = Session::connect(&shop.database.url());
                for _ in 0..25 {
                    session.send(&shop.store, &record("x"));
                    sender.send(record("y")).wait().unwrap();
                }
            });
        }
    });
    let all = records(&everything(&shop.store));
    assert_eq!(all.len(), 200);
    assert_eq!(run(take(&mut followed, 200)), all);
}

#[test]
fn a_connection_to_another_database_is_told() {
    let shop = shop();
    let other = PostgresDatabase::new();
    let mut session = Session::connect(&other.url());
    let answer = session.begin().send(&shop.store, &record("x"));
    let told = answer.unwrap_err().to_string();
    assert!(told.contains("\"tidings\" does not exist"), "{told}");
}
