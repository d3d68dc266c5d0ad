//! Readers that may not write: records get their places from those who send.

use std::time::{Duration, Instant};

use tidings::{Record, Sender};
use tidings_store::{Cursor, Options, Query, Store, StoreError, StoreSender};

use super::server;
use super::session::Session;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{everything, list, record, records};
use crate::suite::append::send_all;
use crate::suite::follow::take;

/// Longer than it takes senders to give places, with much to spare.
const SOON: Duration = Duration::from_secs(8);

/// What a role needs to read.
const GRANTS: &str = "GRANT USAGE ON SCHEMA tidings TO $role; \
     GRANT SELECT ON ALL TABLES IN SCHEMA tidings TO $role;";

fn reader(database: &PostgresDatabase, grants: &str) -> Store {
    let role = format!("reader_of_{}", database.name());
    let sql = format!("CREATE ROLE $role LOGIN; {grants}").replace("$role", &role);
    database.psql(&sql);
    run(Store::connect(&database.url_as(&role))).unwrap()
}

fn a_reader_reads(grants: &str) {
    let database = server::database();
    let store = database.open();
    let sender = StoreSender::new(store.clone(), Options::default());
    let sent: Vec<Record> = (0..9).map(|_| record("sent")).collect();
    sender.send(sent[0].clone()).wait().unwrap();
    assert_eq!(records(&everything(&store)), sent[..1]);

    let reader = reader(&database, grants);
    assert_eq!(records(&everything(&reader)), sent[..1]);
    let mut followed = reader.follow(Cursor::start());
    assert_eq!(run(take(&mut followed, 1)), sent[..1]);
    for record in &sent[1..8] {
        let begun = Instant::now();
        sender.send(record.clone()).wait().unwrap();
        // Of what has no place yet it sees nothing, at once.
        assert!(!list(&reader, &Query::default()).records.is_empty());
        assert!(
            begun.elapsed() < Duration::from_secs(3),
            "{:?}",
            begun.elapsed()
        );
    }
    let begun = Instant::now();
    assert_eq!(run(take(&mut followed, 7)), sent[1..8]);
    // A transaction of a user gives no places; the next who sends or reads does.
    Session::connect(&database.url()).send(&store, &sent[8]);
    assert_eq!(records(&everything(&store)), sent);
    assert_eq!(run(take(&mut followed, 1)), sent[8..]);
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    assert_eq!(records(&everything(&reader)), sent);
}

#[test]
fn a_role_that_may_only_select_reads() {
    a_reader_reads(GRANTS);
}

#[test]
fn a_role_whose_transactions_are_read_only_reads() {
    a_reader_reads(
        "GRANT USAGE ON SCHEMA tidings TO $role; \
         GRANT ALL ON ALL TABLES IN SCHEMA tidings TO $role; \
         ALTER ROLE $role SET default_transaction_read_only = on;",
    );
}

#[test]
fn a_reader_that_sends_is_told() {
    let database = server::database();
    drop(database.open());
    let reader = reader(&database, GRANTS);
    let answer = send_all(&reader, &[record("x")]).remove(0);
    let told = answer.unwrap_err().to_string();
    assert!(told.contains("a privilege is missing"), "{told}");
}

#[test]
fn who_may_not_even_read_is_told() {
    let database = server::database();
    drop(database.open());
    database.psql(&format!(
        "CREATE ROLE stranger_of_{} LOGIN",
        database.name()
    ));
    let url = database.url_as(&format!("stranger_of_{}", database.name()));
    let told = run(Store::connect(&url));
    assert!(matches!(told, Err(StoreError::Failed(_))), "{told:?}");
}
