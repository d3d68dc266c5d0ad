//! Each with the real thing; told to the sender, in words that say what and where.

use std::fs;
use std::time::Duration;

use tidings::{SendError, Sender};
use tidings_store::{Options, Purge, Store, StoreOptions, StoreSender, rusqlite};

use crate::database::{Database, SqliteFile, run};
use crate::sample::{everything, record};
use crate::suite::append::send;
use crate::suite::sender::assert_stored_once;

/// With the place of the file, which differs from run to run, cut out.
fn shown(file: &SqliteFile, error: impl std::fmt::Display) -> String {
    let folder = file.path().parent().unwrap().display().to_string();
    error.to_string().replace(&folder, "FOLDER")
}

fn refused(file: &SqliteFile, store: &Store) -> String {
    shown(file, send(store, &record("refused")).unwrap_err())
}

fn impatient() -> StoreOptions {
    StoreOptions {
        busy_limit: Duration::from_millis(30),
        ..StoreOptions::default()
    }
}

#[test]
fn a_full_disk_is_told_to_those_whose_records_do_not_fit() {
    let file = SqliteFile::new();
    let store = file.open_with(StoreOptions {
        max_size: Some(300_000),
        ..StoreOptions::default()
    });
    let sender = StoreSender::new(store.clone(), Options::default());
    let mut large = record("large");
    large.message = "m".repeat(400_000);
    let before = sender.try_send(record("before")).unwrap();
    let full = sender.try_send(large).unwrap();
    let after = sender.try_send(record("after")).unwrap();
    before.wait().unwrap();
    let told = full.wait().unwrap_err();
    assert!(matches!(told, SendError::Store(_)), "{told:?}");
    insta::assert_snapshot!(shown(&file, told));
    after.wait().unwrap();
    assert_eq!(everything(&store).len(), 2);
}

#[test]
fn a_read_only_store_can_be_read() {
    let file = SqliteFile::new();
    send(&file.open(), &record("stored")).unwrap();
    let url = format!("{}?mode=ro", file.url());
    for store in [
        run(Store::connect(&url)).unwrap(),
        run(Store::open(&url, &[])).unwrap(),
    ] {
        assert_eq!(everything(&store).len(), 1);
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused(&file, &store));
        }
    }
}

#[test]
fn a_lock_that_lasts_is_told_and_one_that_ends_is_waited_for() {
    let file = SqliteFile::new();
    let store = file.open_with(impatient());
    let patient = file.open();
    let other = rusqlite::Connection::open(file.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let sent = send(&store, &record("refused"));
    assert!(matches!(sent, Err(SendError::Unavailable(_))), "{sent:?}");
    insta::assert_snapshot!(refused(&file, &store));

    let sender = StoreSender::new(patient.clone(), Options::default());
    let accepted: Vec<_> = (0..64)
        .map(|_| sender.try_send(record("sent")).unwrap())
        .collect();
    // Reading goes on meanwhile.
    assert_eq!(everything(&store), []);
    other.execute_batch("COMMIT").unwrap();
    let ids = accepted
        .into_iter()
        .map(|sending| match sending.wait().unwrap() {
            tidings::Receipt::Stored { id } => id,
            receipt => panic!("{receipt:?}"),
        });
    assert_stored_once(&store, &ids.collect::<Vec<_>>());
    send(&store, &record("again")).unwrap();
}

#[test]
fn a_purge_fails_as_other_writes_do() {
    let file = SqliteFile::new();
    send(&file.open(), &record("stored")).unwrap();
    let everything_older = Purge::older_than(Duration::ZERO);
    let purge = |store: &Store| run(store.purge(&everything_older));
    let refused = |store: &Store| shown(&file, purge(store).unwrap_err());
    let read_only = run(Store::connect(&format!("{}?mode=ro", file.url()))).unwrap();
    let impatient = file.open_with(impatient());
    let other = rusqlite::Connection::open(file.path()).unwrap();
    let mut told = vec![refused(&read_only)];
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    told.push(refused(&impatient));
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(everything(&impatient).len(), 1);
    assert_eq!(purge(&impatient).unwrap().records, 1);
    fs::remove_file(file.path()).unwrap();
    told.push(refused(&impatient));
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_corrupt_file_is_told() {
    let file = SqliteFile::new();
    let store = file.open();
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    drop(connection);
    let mut bytes = fs::read(file.path()).unwrap();
    let page = 4096;
    bytes[page..].fill(0xa5);
    fs::write(file.path(), bytes).unwrap();
    let listed = run(store.list(&tidings_store::Query::default())).unwrap_err();
    insta::assert_snapshot!(format!(
        "{}\n{}",
        refused(&file, &store),
        shown(&file, listed)
    ));
}

#[test]
fn a_file_that_was_deleted_or_replaced_is_told() {
    let file = SqliteFile::new();
    let store = file.open();
    let sender = StoreSender::new(store.clone(), Options::default());
    sender.send(record("stored")).wait().unwrap();
    let moved = file.path().with_extension("moved");
    fs::rename(file.path(), &moved).unwrap();
    let mut told = Vec::new();
    for _ in 0..2 {
        told.push(shown(
            &file,
            sender.send(record("lost")).wait().unwrap_err(),
        ));
    }
    let listed = run(store.list(&tidings_store::Query::default())).unwrap_err();
    told.push(shown(&file, listed));
    insta::assert_snapshot!(told.join("\n"));
    // Once the file is there again all goes on.
    fs::rename(&moved, file.path()).unwrap();
    sender.send(record("stored")).wait().unwrap();
    assert!(everything(&store).len() >= 2);
}

#[test]
fn followers_are_told_that_the_file_is_gone() {
    let file = SqliteFile::new();
    let store = file.open();
    let mut followed = store.follow(tidings_store::Cursor::start());
    send(&store, &record("stored")).unwrap();
    run(async {
        followed.next().await.unwrap().unwrap();
        fs::rename(file.path(), file.path().with_extension("moved")).unwrap();
        assert!(followed.next().await.unwrap().is_err());
        assert!(followed.next().await.is_none());
    });
}
