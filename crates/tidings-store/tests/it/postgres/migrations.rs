//! How a store comes to be: by many processes at once, beside what is another's, by a script that the owner runs.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use tidings_store::{PostgresOptions, Store, StoreError, StoreOptions};

use super::server;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{definitions, everything, record, records, uuid, with_subject};
use crate::suite::append::{send, send_all};

const URL: &str = "TIDINGS_STORE_OPENED_BY_A_CHILD";

/// As a child: opens the store when it is told, and stores one record.
#[test]
fn a_child_process_opens_the_store() {
    let Ok(url) = env::var(URL) else {
        // Run as a test: the others start it.
        return sixteen_processes_may_start_at_once(1);
    };
    let stdin = std::io::stdin().lines().next();
    assert_eq!(stdin.unwrap().unwrap(), "now");
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    let store = run(Store::open(&url, &definitions)).unwrap();
    send(&store, &record("started")).unwrap();
}

fn start_child(url: &str) -> Child {
    let test = [
        "--exact",
        "postgres::migrations::a_child_process_opens_the_store",
        "--nocapture",
    ];
    let mut child = Command::new(env::current_exe().unwrap())
        .args(test)
        .env(URL, url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It runs: what it is told next it does at once.
    let stdout = BufReader::new(child.stdout.as_mut().unwrap());
    let mut lines = stdout.lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("running 1 test")));
    child
}

#[test]
fn many_processes_may_start_at_once_on_an_empty_database() {
    sixteen_processes_may_start_at_once(16);
}

fn sixteen_processes_may_start_at_once(count: usize) {
    let database = server::database();
    let mut children: Vec<Child> = (0..count).map(|_| start_child(&database.url())).collect();
    for child in &mut children {
        child.stdin.as_mut().unwrap().write_all(b"now\n").unwrap();
    }
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(everything(&database.open()).len(), count);
    let asked =
        "SELECT schema_version FROM tidings.meta; SELECT name FROM tidings.subjects ORDER BY 1";
    assert_eq!(
        database.psql(asked),
        "2\ncluster_id\nhost_id\ninfra_env_id\norder_id\nshelf_id"
    );
}

/// All that is in the database, as SQL, without what is different in each dump.
fn dump(database: &PostgresDatabase) -> String {
    let dump = server::own().dump(database.name());
    let lines = dump.lines().filter(|line| !line.contains("restrict"));
    lines.collect::<Vec<_>>().join("\n")
}

const OTHERS: &str = "CREATE TABLE public.events (id bigint PRIMARY KEY, name text);
    CREATE INDEX events_seq ON public.events (name);
    INSERT INTO public.events VALUES (1, 'kept');
    CREATE TABLE public._sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL,
        installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL,
        execution_time bigint NOT NULL);
    INSERT INTO public._sqlx_migrations VALUES (7, 'theirs', now(), true, '', 1);
    CREATE TABLE public.meta (schema_version text); CREATE TABLE public.subjects (name text);";

#[test]
fn tables_of_others_stay_as_they_are() {
    let database = server::database();
    database.psql(OTHERS);
    let before = dump(&database);
    let store = database.open();
    send(&store, &record("own")).unwrap();
    assert_eq!(everything(&store).len(), 1);
    database.psql("DROP SCHEMA tidings CASCADE");
    assert_eq!(dump(&database), before);
}

/// Users and tools set it; nothing of the store's may depend on it.
#[test]
fn the_search_path_does_not_matter() {
    let database = server::database();
    database.psql(OTHERS);
    let name = database.name();
    for path in ["tidings, public", "''", "public, tidings, pg_catalog"] {
        database.psql(&format!("ALTER DATABASE {name} SET search_path = {path}"));
        let store = database.open();
        let sent = with_subject(record("own"), "host_id", uuid(1));
        send(&store, &sent).unwrap();
        assert_eq!(everything(&store).last().unwrap().record, sent);
    }
    assert_eq!(database.psql("SELECT count(*) FROM public.events"), "1");
}

#[test]
fn a_schema_with_tables_of_others_is_left_as_it_is() {
    for (kind, taken) in [
        ("table", "CREATE TABLE tidings.events (number integer)"),
        (
            "table",
            "CREATE TABLE tidings.meta (schema_version integer)",
        ),
        (
            "view",
            "CREATE VIEW tidings.batches AS SELECT 1 AS position",
        ),
        ("sequence", "CREATE SEQUENCE tidings.pending"),
    ] {
        let database = server::database();
        database.psql(&format!("CREATE SCHEMA tidings; {taken}"));
        let before = dump(&database);
        match run(Store::open(&database.url(), &[])) {
            Err(StoreError::NameTaken { kind: told, .. }) => assert_eq!(told, kind, "{taken}"),
            opened => panic!("{opened:?}"),
        }
        let connected = run(Store::connect(&database.url()));
        assert!(
            matches!(connected, Err(StoreError::NoStore { .. })),
            "{connected:?}"
        );
        assert_eq!(dump(&database), before);
    }
}

#[test]
fn a_schema_may_be_there_empty_or_with_other_things() {
    for prepared in [
        "CREATE SCHEMA tidings",
        "CREATE SCHEMA tidings; CREATE TABLE tidings.orders (number integer)",
    ] {
        let database = server::database();
        database.psql(prepared);
        let store = database.open();
        send(&store, &record("own")).unwrap();
        assert_eq!(everything(&store).len(), 1);
    }
}

fn in_schema(schema: &str) -> StoreOptions {
    StoreOptions {
        postgres: PostgresOptions {
            schema: schema.to_owned(),
            ..PostgresOptions::default()
        },
        ..StoreOptions::default()
    }
}

#[test]
fn schemas_have_any_name_and_are_stores_of_their_own() {
    let database = server::database();
    let names = [
        "My \"Schema\"; --",
        "it's",
        "ärgerlich \\ $1 {schema}",
        "tidings",
        "select",
    ];
    let stores = names.map(|name| (name, database.open_with(in_schema(name))));
    for (name, store) in &stores {
        let slow = with_subject(record("host_slow"), "host_id", uuid(1));
        let mut own = record("own");
        own.message = (*name).to_owned();
        // The limits of others do not count, nor do their ids.
        own.id = uuid(7);
        for answer in send_all(store, &[slow, own]) {
            assert!(
                matches!(answer, Ok(tidings::Receipt::Stored { .. })),
                "{answer:?}"
            );
        }
    }
    for (name, store) in &stores {
        let again = run(Store::connect_with(&database.url(), in_schema(name))).unwrap();
        for store in [store, &again] {
            let all = everything(store);
            assert_eq!(all.len(), 2);
            assert_eq!(all[1].record.message, *name);
        }
        let foreign = everything(&stores[0].1)[0].cursor.unwrap();
        if *name != names[0] {
            let refused = run(store.follow(foreign).next()).unwrap();
            assert!(matches!(refused, Err(StoreError::ForeignCursor { .. })));
        }
    }
}

fn script(url: &str, options: StoreOptions) -> String {
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    run(Store::migration_sql(url, &definitions, options)).unwrap()
}

#[test]
fn the_script_makes_what_opening_makes() {
    for schema in ["tidings", "My \"Schema\"; --"] {
        let [by_script, by_opening] = [server::database(), server::database()];
        let sql = script(&by_script.url(), in_schema(schema));
        assert!(
            !dump(&by_script).contains("CREATE SCHEMA"),
            "it was only written"
        );
        by_script.psql(&sql);
        drop(by_opening.open_with(in_schema(schema)));
        let [one, other] = [&by_script, &by_opening].map(|database| {
            // Each store has an epoch of its own.
            let schema = schema.replace('"', "\"\"");
            database.psql(&format!("UPDATE \"{schema}\".meta SET epoch = 0"));
            dump(database)
        });
        assert_eq!(one, other);
        assert_eq!(script(&by_script.url(), in_schema(schema)), "");
        let store = by_script.open_with(in_schema(schema));
        assert_eq!(everything(&store), []);
    }
}

#[test]
fn a_script_that_runs_twice_fails_and_harms_nothing() {
    let database = server::database();
    let sql = script(&database.url(), StoreOptions::default());
    database.psql(&sql);
    let store = run(Store::connect(&database.url())).unwrap();
    let kept = record("kept");
    send(&store, &kept).unwrap();
    let before = dump(&database);
    let complaint = server::own().try_psql(database.name(), &sql).unwrap_err();
    assert!(complaint.contains("already exists"), "{complaint}");
    assert_eq!(dump(&database), before);
    assert_eq!(records(&everything(&store)), [kept]);
}
