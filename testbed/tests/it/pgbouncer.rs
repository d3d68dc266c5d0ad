//! PgBouncer passes on what its clients ask, by a pool of connections.

use testbed::pgbouncer::{PgBouncer, Settings};
use testbed::postgres::{self, Cluster};

#[test]
fn clients_of_both_kinds_share_one_connection() {
    let cluster = Cluster::start(&postgres::Settings::new());
    let database = cluster.create_database();
    let pooled = Settings::new().default_pool_size(1);
    let bouncer = PgBouncer::start(&cluster, &pooled);

    let asked = "select pg_backend_pid()";
    let by_socket = bouncer.psql(database.name(), asked);
    let by_tcp = postgres::psql(&bouncer.tcp_url(database.name()), asked);
    assert_eq!(by_socket, by_tcp, "{}", bouncer.log());
    let pools = bouncer.psql("pgbouncer", "show pools");
    let pool = pools.lines().find(|line| line.starts_with(database.name()));
    assert!(
        pool.is_some_and(|pool| pool.ends_with("|transaction")),
        "{pools}"
    );
}

#[test]
fn parameters_that_it_does_not_know_are_refused_as_by_default() {
    let cluster = Cluster::start(&postgres::Settings::new());
    let bouncer = PgBouncer::start(&cluster, &Settings::new());
    let url = bouncer.url("postgres") + "&options=-csearch_path%3Dpublic";
    let complaint = postgres::try_psql(&url, "select 1").unwrap_err();
    assert!(complaint.contains("options"), "{complaint}");
}

#[test]
#[should_panic(expected = "no_such_pooling")]
fn one_that_does_not_start_says_why() {
    let cluster = Cluster::start(&postgres::Settings::new());
    let settings = Settings::new().set("pool_mode", "no_such_pooling");
    PgBouncer::start(&cluster, &settings);
}
