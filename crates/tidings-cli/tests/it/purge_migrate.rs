use std::io::{BufRead, BufReader};
use std::process::Stdio;

use insta::assert_snapshot;
use serde_json::{Value, json};
use tidings_store::{Store, SubjectEntry};

use crate::sandbox::{CATALOG, Sandbox};

const CLUSTER: &str = "0d7e3c1e-59a5-4d46-9a0b-2c3f6d0a4b11";
const HOST: &str = "6e5b1c9a-5d1f-4c58-9a34-0f3c5f0d71aa";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    sandbox
}

/// Two events of the host, one of them of the cluster too; one of the cluster alone. `db` is the flags of the store.
fn fill(sandbox: &Sandbox, db: &str) {
    let bind_failed = format!(
        "emit events.yaml host_bind_failed host_id={HOST} infra_env_id={HOST} host_name=w reason=full {db}"
    );
    sandbox.stdout(&bind_failed);
    sandbox.stdout(&format!("{bind_failed} cluster_id={CLUSTER}"));
    sandbox.stdout(&format!(
        "emit events.yaml disk_speed_measured cluster_id={CLUSTER} disk=sda sync_ms=1 tries=1 trusted=true {db}"
    ));
}

fn stored(sandbox: &Sandbox, db: &str) -> usize {
    let listed = sandbox.stdout(&format!("list --format json --category user,metrics {db}"));
    serde_json::from_str::<Vec<Value>>(&listed).unwrap().len()
}

fn purged(sandbox: &Sandbox, words: &str) -> Value {
    serde_json::from_str(&sandbox.stdout(&format!("purge {words}"))).unwrap()
}

/// What a purge does, whatever the database.
fn check_purge(db: &str) {
    let sandbox = sandbox();
    fill(&sandbox, db);
    let purged = |words: &str| purged(&sandbox, &format!("{words} {db}"));
    let removed = |records: u64| json!({"records": records, "partitions": 0});
    assert_eq!(purged("--older-than 1h30m"), removed(0));
    let both = format!("--older-than 0s --subject cluster:{CLUSTER} --subject host:{HOST}");
    assert_eq!(purged(&both), removed(1));
    assert_eq!(stored(&sandbox, db), 2);
    assert_eq!(purged("--older-than 0s"), removed(2));
    assert_eq!(stored(&sandbox, db), 0);
}

/// What a migration does, whatever the database.
fn check_migrate(db: &str, run_script: impl Fn(&Sandbox, &str)) {
    let sandbox = sandbox();
    let migrate = format!("migrate events.yaml {db}");
    let script = sandbox.stdout(&format!("{migrate} --print-sql"));
    let absent = sandbox.run(&format!("list {db}"));
    assert!(absent.starts_with("exit 2\n"), "{absent}");
    run_script(&sandbox, &script);
    let nothing = sandbox.run(&format!("{migrate} --print-sql"));
    assert_eq!(
        nothing,
        "exit 0\n--- stderr\nthere is nothing to do: the store is as it should be\n"
    );
    assert_eq!(sandbox.run(&migrate), "exit 0\n");
    fill(&sandbox, db);
    assert_eq!(stored(&sandbox, &format!("--cluster-id {CLUSTER} {db}")), 2);
}

#[test]
fn sqlite_is_purged() {
    check_purge("--db sqlite:events.db");
}

#[test]
fn postgres_is_purged() {
    let database = testbed::postgres::shared().database();
    check_purge(&format!("--db {}", database.url()));
    check_purge(&format!("--db {} --schema my_own", database.url()));
}

/// Of the cluster that is marked deleted, and of nothing else. `url` is that of the store in `db`.
fn check_purge_of_deleted(sandbox: &Sandbox, db: &str, url: &str) {
    fill(sandbox, db);
    let words = format!("--older-than 0s --deleted-subjects {db}");
    let removed = |records: u64| json!({"records": records, "partitions": 0});
    assert_eq!(purged(sandbox, &words), removed(0));
    let cluster = SubjectEntry {
        kind: "cluster".to_owned(),
        id: CLUSTER.into(),
        infra_env: None,
        cluster: None,
        owner: None,
        org: None,
        deleted_at: Some(time::OffsetDateTime::UNIX_EPOCH),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let store = Store::connect(url).await.unwrap();
        store.put_subject(&cluster).await.unwrap();
    });
    assert_eq!(purged(sandbox, &words), removed(2));
    assert_eq!(stored(sandbox, db), 1);
    assert_eq!(purged(sandbox, &words), removed(0));
}

#[test]
fn what_is_of_deleted_subjects_is_purged() {
    let in_file = sandbox();
    let url = format!("sqlite:{}", in_file.path().join("events.db").display());
    check_purge_of_deleted(&in_file, "--db sqlite:events.db", &url);
    let database = testbed::postgres::shared().database();
    let url = database.url();
    check_purge_of_deleted(&sandbox(), &format!("--db {url}"), url);
}

#[test]
fn sqlite_is_migrated() {
    check_migrate("--db sqlite:events.db", |sandbox, script| {
        assert!(!sandbox.path().join("events.db").exists());
        let file = sandbox.path().join("events.db");
        let connection = tidings_store::rusqlite::Connection::open(file).unwrap();
        connection.execute_batch(script).unwrap();
    });
}

#[test]
fn postgres_is_migrated() {
    let database = testbed::postgres::shared().database();
    for schema in ["", "--schema my_own"] {
        let db = format!("--db {} {schema}", database.url());
        check_migrate(&db, |_, script| {
            database.psql(script);
        });
    }
}

#[test]
fn migrate_creates_a_store_and_purge_does_not() {
    let sandbox = sandbox();
    let purge = sandbox.run("purge --db sqlite:events.db --older-than 0s");
    assert_eq!(
        purge,
        "exit 2\n--- stderr\nerror: there is no database file `events.db`\n"
    );
    assert!(!sandbox.path().join("events.db").exists());
    assert_eq!(sandbox.run("migrate --db sqlite:events.db"), "exit 0\n");
    let unknown = format!("purge --db sqlite:events.db --older-than 0s --subject host:{HOST}");
    let unknown = sandbox.run(&unknown);
    assert!(unknown.contains("no subject `host_id`"), "{unknown}");
    sandbox.write(
        "orders.yaml",
        "x-event-types: {order: {requires: [order_id]}}\nx-events:\n- {name: order_placed, message: m, \
         event_type: order, severity: info, properties: {order_id: string}}\n",
    );
    // Of two services that share it, each with event types of its own.
    for catalog in ["events.yaml", "orders.yaml"] {
        let migrate = format!("migrate {catalog} --db sqlite:events.db");
        assert_eq!(sandbox.run(&migrate), "exit 0\n");
    }
    sandbox.stdout("emit orders.yaml order_placed order_id=A:17 --db sqlite:events.db");
    let order = "--db sqlite:events.db --older-than 0s --subject order:A:17";
    assert_eq!(purged(&sandbox, order)["records"], 1);
}

#[test]
fn a_catalog_with_errors_migrates_nothing() {
    let sandbox = sandbox();
    sandbox.write("wrong.yaml", "x-events:\n- {name: nothing_done}\n");
    for words in ["", "--print-sql"] {
        let told = sandbox.run(&format!(
            "migrate wrong.yaml events.yaml --db sqlite:events.db {words}"
        ));
        assert!(
            told.starts_with("exit 1\n--- stderr\nerror") && told.contains("wrong.yaml:2"),
            "{told}"
        );
    }
    assert!(!sandbox.path().join("events.db").exists());
}

#[test]
fn what_cannot_be_meant_is_told() {
    let sandbox = sandbox();
    let twice = format!("--older-than 0s --subject host:{HOST} --subject host:{CLUSTER}");
    let cases = [
        "purge",
        "purge --older-than 30",
        "purge --older-than 1m1h",
        "purge --older-than 0s --subject host",
        "purge --older-than 0s --host-id 1",
        "purge --older-than 0s --order-id A-17",
        &format!("purge {twice}"),
        "purge --older-than 0s --accept-fsync-off",
        "purge --older-than 0s --schema my_own",
        "emit events.yaml host_bind_failed --schema my_own",
        "list --schema my_own",
        "tail --schema my_own",
        "migrate events.yaml --schema my_own",
        "migrate events.yaml --partition monthly",
        "migrate events.yaml --partition weekly",
    ];
    let told = cases.map(|case| {
        let told = sandbox.run(&format!("{case} --db sqlite:events.db"));
        format!("$ tidings {case}\n{told}")
    });
    assert_snapshot!("purge_migrate_usage", told.join("\n"));
    assert!(!sandbox.path().join("events.db").exists());
}

#[test]
fn tail_goes_on_after_a_purge() {
    let sandbox = sandbox();
    fill(&sandbox, "--db sqlite:events.db");
    let mut tail = sandbox
        .command("tail --db sqlite:events.db --format json --after start")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(tail.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    let first = next();
    next();
    let removed = purged(&sandbox, "--db sqlite:events.db --older-than 0s");
    assert_eq!(removed["records"], 3);
    fill(&sandbox, "--db sqlite:events.db");
    next();
    drop(lines);
    assert_eq!(tail.wait().unwrap().code(), Some(0));

    let before = first["cursor"].as_str().unwrap();
    let refused = sandbox.run(&format!("list --db sqlite:events.db --after {before}"));
    assert!(
        refused.contains("have been purged; go on from"),
        "{refused}"
    );
}
