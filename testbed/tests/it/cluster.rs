//! A cluster answers, keeps what was committed, and is as it was asked to be.

use testbed::postgres::{self, Cluster, Mode, Settings, shared};

#[test]
fn what_was_committed_survives_an_immediate_stop() {
    let cluster = Cluster::start(&Settings::new());
    let database = cluster.create_database();
    database.psql("create table kept (n int); insert into kept values (7)");
    let first = cluster.pid();

    cluster.stop(Mode::Immediate);
    assert_eq!(cluster.pid(), None);
    cluster.try_psql("postgres", "select 1").unwrap_err();
    cluster.start_again();

    assert_ne!(cluster.pid(), first);
    assert_eq!(database.psql("select n from kept"), "7");
    assert!(cluster.log().contains("automatic recovery in progress"));
}

#[test]
fn a_fast_stop_needs_no_recovery_and_keeps_the_port() {
    let cluster = Cluster::start(&Settings::new().tcp());
    let url = cluster.tcp_url("postgres");
    assert_eq!(postgres::psql(&url, "select 1"), "1");
    cluster.restart(Mode::Fast);
    assert_eq!(postgres::psql(&url, "select 2"), "2");
    assert!(!cluster.log().contains("automatic recovery in progress"));
}

#[test]
fn two_clusters_run_at_once() {
    let settings = Settings::new().tcp();
    let (one, other) = (Cluster::start(&settings), Cluster::start(&settings));
    assert_ne!(one.port(), other.port());
    one.psql("postgres", "create table here (n int)");
    let asked = "select to_regclass('here') is null";
    assert_eq!(one.psql("postgres", asked), "f");
    assert_eq!(other.psql("postgres", asked), "t");
}

#[test]
fn it_is_durable_unless_told() {
    let asked = "show fsync; show synchronous_commit; show max_connections";
    assert_eq!(shared().psql("postgres", asked), "on\non\n100");
    let settings = Settings::new()
        .set("fsync", "off")
        .set("max_connections", "20")
        .set("cluster_name", "it's here");
    let cluster = Cluster::start(&settings);
    assert_eq!(cluster.psql("postgres", asked), "off\non\n20");
    assert_eq!(cluster.psql("postgres", "show cluster_name"), "it's here");
}

#[test]
fn files_take_the_place_of_its_own() {
    let refused = "local all postgres trust\nlocal all all reject\n";
    let cluster = Cluster::start(&Settings::new().file("pg_hba.conf", refused));
    cluster.psql("postgres", "create role stranger login");
    let url = cluster
        .url("postgres")
        .replace("user=postgres", "user=stranger");
    let complaint = postgres::try_psql(&url, "select 1").unwrap_err();
    assert!(complaint.contains("pg_hba.conf rejects"), "{complaint}");
}

#[test]
fn a_shared_database_is_empty_and_dropped() {
    let database = shared().database();
    let asked = "show server_encoding; select count(*) from pg_class where relnamespace = 'public'::regnamespace; select 'ä|€'";
    assert_eq!(database.psql(asked), "UTF8\n0\nä|€");
    let listed = format!(
        "select count(*) from pg_database where datname = '{}'",
        database.name()
    );
    assert_eq!(shared().psql("postgres", &listed), "1");
    drop(database);
    assert_eq!(shared().psql("postgres", &listed), "0");
}

#[test]
fn a_dump_restores_elsewhere() {
    let (one, other) = (Cluster::start(&Settings::new()), shared().database());
    one.psql(
        "postgres",
        "create table kept (t text); insert into kept values ('ä\t\\')",
    );
    other.psql(&one.dump("postgres"));
    assert_eq!(other.psql("select t from public.kept"), "ä\t\\");
}

#[test]
fn answers_and_statements_may_be_large() {
    let database = shared().database();
    let rows = 200_000;
    let statements = "select repeat('x', 99);\n".repeat(2_000);
    assert_eq!(database.psql(&statements).len(), 2_000 * 100 - 1);
    let answer = database.psql(&format!(
        "select repeat('x', 9) from generate_series(1, {rows})"
    ));
    assert_eq!(answer.lines().count(), rows);
}

#[test]
#[should_panic(expected = "unrecognized configuration parameter")]
fn a_server_that_does_not_start_says_why() {
    Cluster::start(&Settings::new().set("no_such_setting", "1"));
}

#[test]
#[should_panic(expected = "relation \"nothing\" does not exist")]
fn a_statement_that_fails_says_why() {
    shared().psql("postgres", "select * from nothing");
}
