//! What a role needs that may not create anything: what the documentation grants, and nothing less.

use std::time::Duration;

use tidings::{Record, Uuid};
use tidings_store::{Cursor, Entries, Filter, Purge, Query, Store, StoreError, StoreOptions};

use super::server;
use super::session::Session;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{definitions, everything, list, record, records, with_subject};
use crate::suite::append::send_all;
use crate::suite::registry::entry;

/// The owner's part of the documentation, for roles called `reader` and `service`.
fn documented() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/postgresql.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, rest) = text
        .split_once("```sql\n")
        .expect("there is one block of SQL");
    rest.split_once("```").unwrap().0.to_owned()
}

/// Each of these alone is needed to send and follow.
const SERVICE: &[&str] = &[
    "USAGE ON SCHEMA tidings",
    "SELECT ON tidings.meta",
    "SELECT ON tidings.subjects",
    "SELECT ON tidings.batches",
    "SELECT ON tidings.events",
    "SELECT ON tidings.pending",
    "INSERT ON tidings.events",
    "INSERT ON tidings.pending",
    "INSERT ON tidings.batches",
    "DELETE ON tidings.pending",
    "USAGE ON SEQUENCE tidings.batch_base",
];

/// Each of these too is needed to purge.
const PURGE: &[&str] = &[
    "DELETE ON tidings.events",
    "DELETE ON tidings.batches",
    "UPDATE ON tidings.meta",
];

/// Each of these too is needed to register subjects.
const REGISTER: &[&str] = &[
    "SELECT ON tidings.registry",
    "INSERT ON tidings.registry",
    "UPDATE ON tidings.registry",
];

/// Of those of a service, what is enough to read and to register.
const READ: &[&str] = &[
    "USAGE ON SCHEMA tidings",
    "SELECT ON tidings.meta",
    "SELECT ON tidings.subjects",
    "SELECT ON tidings.batches",
    "SELECT ON tidings.events",
    "SELECT ON tidings.pending",
];

/// A database of which a store was made by the owner's script; the roles may not create anything.
fn made_by_the_owner() -> PostgresDatabase {
    let database = server::database();
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    let url = database.url();
    let script = Store::migration_sql(&url, &definitions, StoreOptions::default());
    database.psql(&run(script).unwrap());
    database.psql("REVOKE ALL ON SCHEMA public FROM PUBLIC");
    database
}

fn create_role(database: &PostgresDatabase, name: &str, grants: &[&str]) -> String {
    let role = format!("{name}_of_{}", database.name());
    database.psql(&format!("CREATE ROLE {role} LOGIN"));
    for grant in grants {
        database.psql(&format!("GRANT {grant} TO {role}"));
    }
    role
}

/// Sends in every way, lists and follows; all that a service does.
fn serve(url: &str, patience: Duration) -> Result<(), String> {
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    let told = |error: StoreError| error.to_string();
    let store = run(Store::open(url, &definitions)).map_err(told)?;
    let end = run(store.end()).map_err(told)?;
    let host = Uuid::now_v7();
    let sent: Vec<Record> = ["sent", "host_slow", "in"]
        .map(|name| with_subject(record(name), "host_id", host))
        .into();
    for answer in send_all(&store, &sent[..2]) {
        answer.map_err(|error| error.to_string())?;
    }
    let mut session = Session::connect(url);
    let mut transaction = session.begin();
    let answer = transaction.send(&store, &sent[2]);
    answer.map_err(|error| error.to_string())?;
    transaction.commit();
    let mut followed = store.follow(end);
    for sent in &sent {
        let next = run(async { tokio::time::timeout(patience, followed.next()).await });
        let next = next.map_err(|_| "nothing came")?.unwrap().map_err(told)?;
        if next.record != *sent {
            return Err("another came".to_owned());
        }
    }
    Ok(())
}

#[test]
fn what_the_documentation_grants_is_enough() {
    let database = made_by_the_owner();
    let [reader, service] = ["reader", "service"].map(|name| create_role(&database, name, &[]));
    let sql = documented().replace("TO reader", &format!("TO {reader}"));
    database.psql(&sql.replace("TO service", &format!("TO {service}")));
    serve(&database.url_as(&service), server::PATIENCE).unwrap();
    let store = run(Store::connect(&database.url_as(&reader))).unwrap();
    assert_eq!(records(&everything(&store)).len(), 3);
    let first = run(store.follow(Cursor::start()).next()).unwrap();
    assert_eq!(first.unwrap().record.name, "sent");
    register(&database.url_as(&service)).unwrap();
    let filter = Filter {
        deleted_hosts: true,
        ..Filter::default()
    };
    assert_eq!(list(&store, &Query::new(filter)).records.len(), 0);
}

/// Puts and deletes.
fn register(url: &str) -> Result<(), StoreError> {
    let store = run(Store::connect(url)).unwrap();
    let entry = entry("host", Uuid::now_v7());
    run(store.put_subject(&entry))?;
    let deleted = run(store.delete_subject("host", &entry.id, Entries::All))?;
    assert_eq!(deleted, 1);
    Ok(())
}

#[test]
fn registering_needs_each_of_its_grants() {
    let database = made_by_the_owner();
    let all = [READ, REGISTER].concat();
    for left_out in REGISTER {
        let grants: Vec<&str> = all
            .iter()
            .filter(|grant| *grant != left_out)
            .copied()
            .collect();
        let number = all.iter().position(|grant| grant == left_out).unwrap();
        let role = create_role(&database, &format!("registrar_{number}"), &grants);
        let told = register(&database.url_as(&role)).unwrap_err();
        let missing = told.to_string().contains("a privilege is missing");
        assert!(missing, "{left_out}: {told}");
    }
    let role = create_role(&database, "registrar", &all);
    register(&database.url_as(&role)).unwrap();
    // Who may not look into it can list for those who may see all.
    let reader = create_role(&database, "reader", READ);
    let store = run(Store::connect(&database.url_as(&reader))).unwrap();
    assert_eq!(everything(&store), []);
}

#[test]
fn a_service_needs_each_of_its_grants() {
    let database = made_by_the_owner();
    let all = create_role(&database, "all", SERVICE);
    serve(&database.url_as(&all), server::PATIENCE).unwrap();
    for left_out in SERVICE {
        let grants: Vec<&str> = SERVICE
            .iter()
            .filter(|grant| *grant != left_out)
            .copied()
            .collect();
        let number = SERVICE.iter().position(|grant| grant == left_out).unwrap();
        let role = create_role(&database, &format!("without_{number}"), &grants);
        let served = serve(&database.url_as(&role), Duration::from_millis(400));
        assert!(served.is_err(), "not needed: {left_out}");
        // What has no place would be in the way of the next.
        everything(&database.open());
    }
}

#[test]
fn a_purge_needs_each_of_its_grants() {
    let database = made_by_the_owner();
    let all = [SERVICE, PURGE].concat();
    let purge = |role: &str| {
        let store = run(Store::connect(&database.url_as(role))).unwrap();
        send_all(&store, &[record("old"), record("old")]);
        run(store.purge(&Purge::older_than(Duration::ZERO)))
    };
    for left_out in PURGE {
        let grants: Vec<&str> = all
            .iter()
            .filter(|grant| *grant != left_out)
            .copied()
            .collect();
        let number = PURGE.iter().position(|grant| grant == left_out).unwrap();
        let role = create_role(&database, &format!("purger_{number}"), &grants);
        let purged = purge(&role);
        assert!(
            matches!(purged, Err(StoreError::Failed(_))),
            "{left_out}: {purged:?}"
        );
    }
    let role = create_role(&database, "purger", &all);
    purge(&role).unwrap();
    assert_eq!(everything(&database.open()), []);
}

/// A service that finds that something is missing says so, rather than to serve without.
#[test]
fn who_may_not_migrate_is_told() {
    let database = made_by_the_owner();
    let role = create_role(&database, "service", SERVICE);
    let truck = tidings::Property::new("truck_id", tidings::PropertyType::String).into_subject();
    let moved = tidings::Definition::new("moved", "", "truck", tidings::Severity::Info)
        .with_properties(vec![truck]);
    let told = run(Store::open(&database.url_as(&role), &[&moved])).unwrap_err();
    assert!(
        told.to_string().contains("a privilege is missing"),
        "{told}"
    );
}
