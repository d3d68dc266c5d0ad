use testbed::postgres::{Cluster, Mode, Settings, shared};

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
fn a_shared_database_is_empty_durable_and_dropped() {
    let database = shared().database();
    assert_eq!(
        database.psql("show fsync; show server_encoding; select 'ä|€'"),
        "on\nUTF8\nä|€"
    );
    let name = database.name().to_owned();
    let asked = format!("select count(*) from pg_database where datname = '{name}'");
    assert_eq!(shared().psql("postgres", &asked), "1");
    drop(database);
    assert_eq!(shared().psql("postgres", &asked), "0");
}
