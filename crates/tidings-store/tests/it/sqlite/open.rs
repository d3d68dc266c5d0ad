use std::fs;

use tidings_store::{Query, Store, StoreError, rusqlite};

use crate::database::{Database, SqliteFile, run};
use crate::sample::{everything, record};
use crate::suite::append::send;

pub fn sql(file: &SqliteFile, statement: &str) {
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    connection.execute_batch(statement).unwrap();
}

type Prepare = fn(&SqliteFile);

#[test]
fn what_cannot_be_opened_is_told() {
    let told = |prepare: Prepare| {
        let file = SqliteFile::new();
        prepare(&file);
        let folder = file.path().parent().unwrap().display().to_string();
        let shown = |opened: Result<Store, StoreError>| match opened {
            Ok(_) => "ok".to_owned(),
            Err(error) => error.to_string().replace(&folder, "FOLDER"),
        };
        let connected = shown(run(Store::connect(&file.url())));
        let read = shown(run(Store::open(&format!("{}?mode=ro", file.url()), &[])));
        let opened = shown(run(Store::open(&file.url(), &[])));
        format!("connect: {connected}\nopen to read: {read}\nopen: {opened}")
    };
    let cases: [(&str, Prepare); 10] = [
        ("no file", |_| ()),
        ("an empty file", |file| fs::write(file.path(), "").unwrap()),
        ("no database", |file| {
            fs::write(file.path(), "garbage ".repeat(999)).unwrap()
        }),
        ("a folder", |file| fs::create_dir(file.path()).unwrap()),
        ("another's database", |file| {
            sql(file, "CREATE TABLE orders (number TEXT)")
        }),
        ("another's table of our name", |file| {
            sql(file, "CREATE TABLE tidings_events (number TEXT)")
        }),
        ("another's index of our name", |file| {
            sql(
                file,
                "CREATE TABLE orders (number TEXT); CREATE INDEX tidings_events_time ON orders (number)",
            )
        }),
        ("another's table of the name that tells a store", |file| {
            sql(file, "CREATE TABLE tidings_meta (number TEXT)")
        }),
        ("a newer store", |file| {
            drop(file.open());
            sql(
                file,
                "UPDATE tidings_meta SET schema_version = 99, compatible_from = 98",
            );
        }),
        ("a store", |file| drop(file.open())),
    ];
    let told = cases.map(|(case, prepare)| format!("# {case}\n{}\n", told(prepare)));
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let file = SqliteFile::new();
    let url = format!("sqlite:{}", file.path().join("events.db").display());
    let opened = run(Store::open(&url, &[]));
    assert!(
        matches!(opened, Err(StoreError::Unavailable(_))),
        "{opened:?}"
    );
}

#[test]
fn opening_again_writes_nothing_and_keeps_all() {
    let file = SqliteFile::new();
    send(&file.open(), &record("stored")).unwrap();
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    let version = || -> i64 {
        let pragma = connection.pragma_query_value(None, "data_version", |row| row.get(0));
        pragma.unwrap()
    };
    let before = version();
    assert_eq!(everything(&file.open()).len(), 1);
    let connected = run(Store::connect(&file.url())).unwrap();
    assert_eq!(everything(&connected).len(), 1);
    assert_eq!(version(), before);
}

#[test]
fn another_database_is_left_as_it_is() {
    let file = SqliteFile::new();
    sql(&file, "CREATE TABLE tidings_events (number TEXT)");
    let before = fs::read(file.path()).unwrap();
    let opened = run(Store::open(&file.url(), &[]));
    assert!(
        matches!(opened, Err(StoreError::NameTaken { .. })),
        "{opened:?}"
    );
    assert_eq!(fs::read(file.path()).unwrap(), before);
}

#[test]
fn no_error_shows_sql() {
    let file = SqliteFile::new();
    let store = file.open();
    sql(&file, "DROP TABLE tidings_subjects");
    let told = run(store.list(&Query::default())).unwrap_err();
    let mut error: Option<&dyn std::error::Error> = Some(&told);
    let mut chain = Vec::new();
    while let Some(cause) = error {
        chain.push(cause.to_string());
        error = cause.source();
    }
    let chain = chain.join(": ");
    assert!(chain.contains("no such table: tidings_subjects"), "{chain}");
    assert!(!chain.contains("SELECT"), "{chain}");
}
