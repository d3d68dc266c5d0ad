//! The faults that tests put a cluster through.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use testbed::postgres::{Cluster, Mode, Settings, program};

/// A psql that stays connected.
struct Session(Child);

impl Session {
    fn start(url: &str) -> Self {
        let mut command = Command::new(program("psql"));
        command
            .args(["-XqAt", "--dbname", url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut psql = command.spawn().unwrap();
        writeln!(psql.stdin.as_mut().unwrap(), "select 'here';").unwrap();
        let mut line = String::new();
        BufReader::new(psql.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert_eq!(line, "here\n");
        Self(psql)
    }

    /// Whether it still answers.
    fn ends_well(mut self) -> bool {
        let mut input = self.0.stdin.take().unwrap();
        writeln!(input, "\\set ON_ERROR_STOP\nselect 1;").ok();
        drop(input);
        self.0.wait().unwrap().success()
    }
}

#[test]
fn connections_are_ended_one_by_one() {
    let cluster = Cluster::start(&Settings::new());
    let database = cluster.create_database();
    let sessions: Vec<Session> = (0..3).map(|_| Session::start(database.url())).collect();
    let backends = cluster.backends(database.name());
    assert_eq!(backends.len(), 3);

    assert!(cluster.kill_backend(backends[0]));
    let alive: Vec<bool> = sessions.into_iter().map(Session::ends_well).collect();
    assert_eq!(alive, [false, true, true]);

    let session = Session::start(database.url());
    assert_eq!(cluster.kill_backends(database.name()), 1);
    assert!(!session.ends_well());
    assert_eq!(cluster.kill_backends(database.name()), 0);
}

const FILL: &str = "insert into filled select repeat('x', 1000) from generate_series(1, 20000)";
const COUNT: &str = "select count(*) from filled";

#[test]
fn a_disk_fills_and_is_given_space() {
    let settings = Settings::new()
        .wal_segment_megabytes(1)
        .file_size_limit(8 << 20);
    let cluster = Cluster::start(&settings);
    let database = cluster.create_database();
    database.psql("create table filled (t text)");

    let complaint = cluster.try_psql(database.name(), FILL).unwrap_err();
    assert!(complaint.contains("File too large"), "{complaint}");
    cluster.limit_file_size(None);
    database.psql(FILL);
    assert_eq!(database.psql(COUNT), "20000");
}

#[test]
fn a_running_server_meets_a_full_disk_until_its_restart() {
    let cluster = Cluster::start(&Settings::new().wal_segment_megabytes(1));
    let database = cluster.create_database();
    database.psql("create table filled (t text)");
    let session = Session::start(database.url());

    cluster.limit_file_size(Some(8 << 20));
    cluster.try_psql(database.name(), FILL).unwrap_err();
    assert!(session.ends_well());
    cluster.restart(Mode::Fast);
    database.psql(FILL);
    assert_eq!(database.psql(COUNT), "20000");
}
