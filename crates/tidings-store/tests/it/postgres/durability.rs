//! What is acknowledged is on disk, whatever the database's settings are.

use testbed::postgres::{Cluster, Mode, Settings};

use super::session::Session;
use crate::database::{Database, PostgresDatabase};
use crate::sample::{everything, record, records, uuid, with_subject};
use crate::suite::append::{send, send_all};

/// Commits are not waited for, and nothing is written down before a long time has passed.
fn negligent() -> Settings {
    Settings::new()
        .set("synchronous_commit", "off")
        .set("wal_writer_delay", "10s")
        .set("wal_writer_flush_after", "1GB")
        // What the server writes by itself would have commits before it written down too.
        .set("wal_level", "minimal")
        .set("max_wal_senders", "0")
        .set("autovacuum", "off")
}

const ROUNDS: u128 = 3;

#[test]
fn acknowledged_records_survive_a_crash_without_synchronous_commit() {
    let cluster = Cluster::start(&negligent());
    let database = PostgresDatabase::of(cluster.create_database());
    let store = database.open();
    database.psql("CREATE TABLE orders (number integer)");
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        let sent = [
            record("sent"),
            with_subject(record("host_slow"), "host_id", uuid(round)),
        ];
        for (record, answer) in sent.iter().zip(send_all(&store, &sent)) {
            answer.unwrap();
            acknowledged.push(record.clone());
        }
        // What nobody flushes is lost, unless the server happened to.
        Session::connect(&database.url()).rows("INSERT INTO orders VALUES (1)");
        cluster.restart(Mode::Immediate);
    }
    assert_eq!(records(&everything(&store)), acknowledged);
    let kept: u128 = database
        .psql("SELECT count(*) FROM orders")
        .parse()
        .unwrap();
    assert!(
        kept < ROUNDS,
        "nothing shows that these crashes lose anything"
    );
}

/// One that asks for more than the store does keeps it.
#[test]
fn stricter_settings_stay() {
    let database = super::server::database();
    let store = database.open();
    // Each of the store's commits tells what held for it.
    database.psql(
        "CREATE TABLE seen (setting text);
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
             $$BEGIN INSERT INTO public.seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END$$;
         CREATE CONSTRAINT TRIGGER note AFTER INSERT ON tidings.events
             DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note()",
    );
    for (setting, held) in [
        ("off", "on"),
        ("local", "local"),
        ("on", "on"),
        ("remote_apply", "remote_apply"),
    ] {
        let name = database.name();
        database.psql(&format!(
            "ALTER DATABASE {name} SET synchronous_commit = {setting}; DELETE FROM seen"
        ));
        // A new connection has the new setting.
        send(&store, &record("x")).unwrap();
        assert_eq!(database.psql("SELECT DISTINCT setting FROM seen"), held);
    }
}
