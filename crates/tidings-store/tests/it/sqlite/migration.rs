//! The SQL that opening would run, run by another.

use tidings::{Definition, Property, PropertyType, Record, Severity};
use tidings_store::{Filter, Query, Store, StoreError, StoreOptions, rusqlite};

use super::open::sql;
use crate::database::{Database, SqliteFile, run};
use crate::sample::{definitions, everything, list, record, records, uuid, with_subject};
use crate::suite::append::{send, send_all};

fn script(file: &SqliteFile, definitions: &[Definition]) -> Result<String, StoreError> {
    let definitions: Vec<_> = definitions.iter().collect();
    let options = StoreOptions::default();
    run(Store::migration_sql(&file.url(), &definitions, options))
}

/// Every object as it was made, in any order, and the store's own rows but its epoch.
fn schema(file: &SqliteFile) -> Vec<String> {
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    let all = "SELECT coalesce(sql, name) FROM sqlite_master \
               UNION ALL SELECT name || ' ' || type FROM tidings_subjects \
               UNION ALL SELECT schema_version || ' ' || compatible_from || ' ' || purged_through FROM tidings_meta \
               UNION ALL SELECT journal_mode FROM pragma_journal_mode \
               ORDER BY 1";
    let mut statement = connection.prepare(all).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// Opens what a script has made ready; fails where there was still something to write.
fn open_unchanged(file: &SqliteFile, definitions: &[Definition]) -> Store {
    assert_eq!(script(file, definitions).unwrap(), "");
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    let version = || -> i64 {
        let pragma = connection.pragma_query_value(None, "data_version", |row| row.get(0));
        pragma.unwrap()
    };
    let before = version();
    let definitions: Vec<_> = definitions.iter().collect();
    let store = run(Store::open(&file.url(), &definitions)).unwrap();
    assert_eq!(version(), before);
    store
}

#[test]
fn a_new_store_can_be_made_by_the_script() {
    let (file, other) = (SqliteFile::new(), SqliteFile::new());
    let all = script(&file, &definitions()).unwrap();
    assert!(!file.path().exists(), "the file was created");
    // Neither is a file without anything in it another case.
    std::fs::write(file.path(), "").unwrap();
    assert_eq!(script(&file, &definitions()).unwrap(), all);
    assert!(std::fs::read(file.path()).unwrap().is_empty());

    sql(&file, &all);
    drop(other.open());
    assert_eq!(schema(&file), schema(&other));
    let store = open_unchanged(&file, &definitions());
    let sent = with_subject(record("host_seen"), "host_id", uuid(1));
    send(&store, &sent).unwrap();
    let filter = Filter::default().subject("host_id", uuid(1));
    assert_eq!(records(&list(&store, &Query::new(filter)).records), [sent]);
}

fn truck(kind: PropertyType) -> [Definition; 1] {
    let truck = Property::new("truck_id", kind).into_subject();
    [Definition::new("moved", "", "truck", Severity::Info).with_properties(vec![truck])]
}

#[test]
fn a_subject_can_be_added_by_the_script() {
    let file = SqliteFile::new();
    let store = file.open();
    let of = |id: &'static str| with_subject(record("moved"), "truck_id", id);
    let sent: Vec<Record> = vec![of("T-8"), of("0af76519-16cd-43dd-8448-eb211c80319c")];
    send_all(&store, &sent[..1]);
    let script = script(&file, &truck(PropertyType::Uuid)).unwrap();
    // What is stored meanwhile is moved too.
    send_all(&store, &sent[1..]);
    sql(&file, &script);
    for store in [store, open_unchanged(&file, &truck(PropertyType::Uuid))] {
        assert_eq!(records(&everything(&store)), sent);
        let filter = Filter::default().subject("truck_id", "0AF7651916CD43DD8448EB211C80319C");
        let found = list(&store, &Query::new(filter));
        assert_eq!(records(&found.records), sent[1..]);
    }
    insta::assert_snapshot!(script);
}

/// As a store of the release before the registry of subjects.
const VERSION_1: &str = "DROP TABLE tidings_registry; UPDATE tidings_meta SET schema_version = 1;";

#[test]
fn a_store_of_version_1_is_migrated_and_keeps_all() {
    let file = SqliteFile::new();
    let old = file.open();
    let of = |id: &'static str| with_subject(record("moved"), "truck_id", id);
    let host = with_subject(record("seen"), "host_id", uuid(1));
    send_all(&old, &[of("T-8"), host]);
    let before = everything(&old);
    sql(&file, VERSION_1);
    // It is what the first migration alone makes.
    let first = SqliteFile::new();
    sql(&first, include_str!("../../../src/sqlite/migrations/1.sql"));
    let is_of_first = |line: &String| line.starts_with("CREATE") && !line.contains("_id\"");
    let of_first = |file: &SqliteFile| -> Vec<String> {
        let lines = schema(file).into_iter().filter(is_of_first);
        lines
            .filter(|line| !line.contains("tidings_events (\n"))
            .collect()
    };
    assert_eq!(of_first(&file), of_first(&first));

    let connected = run(Store::connect(&file.url())).unwrap_err();
    let is_older = matches!(connected, StoreError::OlderSchema { found: 1, known: 2 });
    assert!(is_older, "{connected:?}");
    insta::assert_snapshot!(script(&file, &definitions()).unwrap());
    let new = file.open();
    assert_eq!(everything(&new), before);
    assert!(schema(&file).contains(&"2 1 0".to_owned()));
    let entry = crate::suite::registry::entry("host", uuid(1));
    run(new.put_subject(&entry)).unwrap();
    // The release before goes on beside it.
    send(&old, &of("T-9")).unwrap();
    assert_eq!(everything(&new).len(), 3);
}

#[test]
fn a_script_that_fails_changes_nothing() {
    let file = SqliteFile::new();
    let script = script(&file, &definitions()).unwrap();
    let own = file.open();
    let before = schema(&file);
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    connection.execute_batch(&script).unwrap_err();
    drop(connection);
    assert_eq!(schema(&file), before);
    send(&own, &record("x")).unwrap();
}

#[test]
fn what_opening_refuses_has_no_script() {
    let file = SqliteFile::new();
    sql(&file, "CREATE TABLE tidings_events (number TEXT)");
    let taken = script(&file, &definitions());
    assert!(
        matches!(taken, Err(StoreError::NameTaken { .. })),
        "{taken:?}"
    );

    let file = SqliteFile::new();
    drop(file.open());
    let mut changed = definitions().remove(0);
    changed.properties = vec![Property::new("host_id", PropertyType::String).into_subject()].into();
    let changed = script(&file, &[changed]);
    assert!(
        matches!(changed, Err(StoreError::SubjectTypeChanged { .. })),
        "{changed:?}"
    );
    sql(
        &file,
        "UPDATE tidings_meta SET schema_version = 99, compatible_from = 98",
    );
    let newer = script(&file, &[]);
    assert!(
        matches!(newer, Err(StoreError::NewerSchema { .. })),
        "{newer:?}"
    );
}
