//! What cannot be opened, and what is said of it.

use std::sync::OnceLock;

use testbed::postgres::{Cluster, Settings};
use tidings_store::sqlx::postgres::PgConnectOptions;
use tidings_store::{PostgresOptions, Store, StoreError, StoreOptions};

use super::server;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{everything, record};
use crate::suite::append::send;

/// Wants passwords of one role, and risks what it stores.
fn risky() -> &'static Cluster {
    static RISKY: OnceLock<Cluster> = OnceLock::new();
    RISKY.get_or_init(|| {
        let rules = "local all guarded scram-sha-256\nlocal all banned reject\nlocal all all trust\n";
        let settings = Settings::new()
            .set("fsync", "off")
            .file("pg_hba.conf", rules);
        let cluster = Cluster::start(&settings);
        cluster.psql(
            "postgres",
            "CREATE ROLE guarded LOGIN PASSWORD 'right'; GRANT CREATE ON DATABASE postgres TO guarded;
             CREATE ROLE banned LOGIN",
        );
        cluster
    })
}

fn accepting() -> StoreOptions {
    StoreOptions {
        postgres: PostgresOptions {
            accept_fsync_off: true,
            ..PostgresOptions::default()
        },
        ..StoreOptions::default()
    }
}

/// The error with the names of this run cut out.
fn told(opened: Result<Store, StoreError>, url: &str) -> String {
    let kind = match &opened {
        Ok(_) => return "ok".to_owned(),
        Err(StoreError::Unavailable(_)) => "unavailable",
        Err(_) => "refused",
    };
    let told = opened.unwrap_err().to_string();
    let parsed: PgConnectOptions = url.parse().unwrap();
    let folder = parsed.get_socket().unwrap().display().to_string();
    let told = told.replace(&folder, "FOLDER");
    let port = format!("port={}&", parsed.get_port());
    let told = told.replace(&port, "port=PORT&");
    let told = match parsed.get_database() {
        // The scheme's name too.
        Some("postgres") | None => told,
        Some(name) => told.replace(name, "DATABASE"),
    };
    format!("{kind}: {told}")
}

fn open(url: &str) -> String {
    told(run(Store::open(url, &[])), url)
}

fn encoded(encoding: &str) -> String {
    let name = format!("encoded_{}", encoding.to_lowercase());
    server::own().psql(
        "postgres",
        &format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C' ENCODING '{encoding}'"),
    );
    open(&server::own().url(&name))
}

#[test]
fn what_cannot_be_opened_is_told() {
    let own = server::own();
    let database = server::database();
    let role = format!("poor_of_{}", database.name());
    database.psql(&format!("CREATE ROLE {role} LOGIN"));
    let folder = tempfile::tempdir().unwrap();
    let nowhere = format!(
        "postgres:///x?host={}&user=postgres",
        folder.path().display()
    );
    let risky_url = |user: &str| risky().url("postgres").replace("user=postgres", user);
    let cases = [
        ("no such database", open(&own.url("nothing_here"))),
        (
            "no such role",
            open(
                &own.url("postgres")
                    .replace("user=postgres", "user=nobody_here"),
            ),
        ),
        (
            "a wrong password",
            open(&risky_url("user=guarded&password=wrong")),
        ),
        ("no password", open(&risky_url("user=guarded"))),
        ("a role that is kept out", open(&risky_url("user=banned"))),
        ("no privileges", open(&database.url_as(&role))),
        ("an encoding without one", encoded("SQL_ASCII")),
        ("another encoding", encoded("LATIN1")),
        ("fsync = off", open(&risky_url("user=postgres"))),
        ("no server at the socket", open(&nowhere)),
        (
            "no store",
            told(run(Store::connect(&database.url())), &database.url()),
        ),
    ];
    let cases = cases.map(|(case, told)| format!("# {case}\n{told}\n"));
    insta::assert_snapshot!(cases.join("\n"));
}

/// A port at which nobody listens, and a name that is none.
#[test]
fn a_server_that_is_not_there_is_told_soon() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    for url in [
        format!("postgres://postgres@127.0.0.1:{port}/x"),
        "postgres://postgres@no-such-host.invalid/x".to_owned(),
    ] {
        let begun = std::time::Instant::now();
        let told = run(Store::open(&url, &[]));
        assert!(matches!(told, Err(StoreError::Unavailable(_))), "{told:?}");
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }
}

#[test]
fn a_risk_may_be_accepted_and_a_right_password_is() {
    let database = PostgresDatabase::of(risky().create_database());
    let store = database.open_with(accepting());
    send(&store, &record("x")).unwrap();
    assert_eq!(everything(&store).len(), 1);

    let guarded = "user=guarded&password=right";
    let url = risky().url("postgres").replace("user=postgres", guarded);
    let store = run(Store::open_with(&url, &[], accepting())).unwrap();
    send(&store, &record("x")).unwrap();
}
