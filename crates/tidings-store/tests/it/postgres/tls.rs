//! Connections over TLS.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;
use testbed::postgres::{Cluster, Settings};
use tidings_store::{Cursor, Store, StoreError};

use super::server;
use crate::database::run;
use crate::sample::record;
use crate::suite::append::send;
use crate::suite::follow::take;

/// A server with a certificate for 127.0.0.1, made by an authority of its own.
struct Guarded {
    cluster: Cluster,
    folder: TempDir,
}

fn guarded() -> &'static Guarded {
    static GUARDED: OnceLock<Guarded> = OnceLock::new();
    GUARDED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        for authority in ["own", "other"] {
            make_authority(folder.path(), authority);
        }
        make_certificate(folder.path());
        let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
        let settings = Settings::new()
            .tcp()
            .set("ssl", "on")
            .file("server.crt", read("server.crt"))
            .file("server.key", read("server.key"))
            .file(
                "pg_hba.conf",
                "local all all trust\nhostssl all all 127.0.0.1/32 trust\n",
            );
        Guarded {
            cluster: Cluster::start(&settings),
            folder,
        }
    })
}

impl Guarded {
    fn url(&self, parameters: &str) -> String {
        let folder = self.folder.path().display().to_string();
        let parameters = parameters.replace("FOLDER", &folder);
        format!("{}?{parameters}", self.cluster.tcp_url("postgres"))
    }
}

fn openssl(folder: &Path, arguments: &str) {
    let mut command = Command::new("openssl");
    command
        .current_dir(folder)
        .args(arguments.split_whitespace());
    let output = command.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments}: {complaint}");
}

fn make_authority(folder: &Path, name: &str) {
    openssl(
        folder,
        &format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
             -subj /CN={name} -keyout {name}.key -out {name}.pem"
        ),
    );
}

fn make_certificate(folder: &Path) {
    openssl(
        folder,
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=server \
         -keyout server.key -out server.csr",
    );
    std::fs::write(folder.join("names"), "subjectAltName = IP:127.0.0.1\n").unwrap();
    openssl(
        folder,
        "x509 -req -in server.csr -CA own.pem -CAkey own.key -CAcreateserial -days 2 \
         -extfile names -out server.crt",
    );
}

#[test]
fn a_verified_server_is_sent_to_and_followed() {
    let guarded = guarded();
    for parameters in [
        "sslmode=verify-full&sslrootcert=FOLDER/own.pem",
        "sslmode=verify-ca&sslrootcert=FOLDER/own.pem",
        "sslmode=require",
    ] {
        let store = run(Store::open(&guarded.url(parameters), &[])).unwrap();
        let mut followed = store.follow(run(store.end()).unwrap());
        let sent = record("sent");
        send(&store, &sent).unwrap();
        assert_eq!(run(take(&mut followed, 1)), [sent]);
        let asked = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
            WHERE application_name = 'tidings' AND NOT ssl";
        assert_eq!(guarded.cluster.psql("postgres", asked), "0", "{parameters}");
    }
    let store = run(Store::connect(&guarded.url("sslmode=require"))).unwrap();
    assert!(run(take(&mut store.follow(Cursor::start()), 3)).len() == 3);
}

/// The store's error, without what differs from run to run.
fn refused(url: &str) -> String {
    let told = match run(Store::open(url, &[])) {
        Err(error @ (StoreError::Failed(_) | StoreError::Unavailable(_))) => error.to_string(),
        opened => panic!("{opened:?}"),
    };
    let folder = guarded().folder.path().display().to_string();
    let told = told.replace(&folder, "FOLDER");
    let ports = [guarded().cluster.port(), server::own().port()];
    let cut = |told: String, port: &u16| told.replace(&format!(":{port}/"), ":PORT/");
    ports.iter().fold(told, cut)
}

#[test]
fn what_cannot_be_verified_is_refused() {
    let guarded = guarded();
    let by_name = |url: String| url.replace("127.0.0.1", "localhost");
    let cases = [
        (
            "another authority",
            guarded.url("sslmode=verify-full&sslrootcert=FOLDER/other.pem"),
        ),
        (
            "no authority that the system knows",
            guarded.url("sslmode=verify-full"),
        ),
        (
            "another name than the certificate's",
            by_name(guarded.url("sslmode=verify-full&sslrootcert=FOLDER/own.pem")),
        ),
        (
            "no such file",
            guarded.url("sslmode=verify-full&sslrootcert=FOLDER/nothing.pem"),
        ),
        ("a server that wants TLS", guarded.url("sslmode=disable")),
        (
            "a server without TLS",
            format!("{}?sslmode=require", server::own().tcp_url("postgres")),
        ),
    ];
    let told = cases.map(|(case, url)| format!("# {case}\n{}\n", refused(&url)));
    insta::assert_snapshot!(told.join("\n"));
}
