//! What may befall a running server.

use std::process::Command;

use super::Cluster;
use super::cluster::output_of;
use crate::account;

impl Cluster {
    /// The process ids of the connections to a database, oldest first.
    pub fn backends(&self, database: &str) -> Vec<u32> {
        let asked = format!(
            "select pid from pg_stat_activity where datname = '{database}' and pid <> pg_backend_pid() order by backend_start, pid"
        );
        let answer = self.psql("postgres", &asked);
        let pids = answer.lines().map(str::parse);
        pids.collect::<Result<_, _>>()
            .expect("process ids are numbers")
    }

    /// Ends one connection, as an administrator would; whether it was still there.
    pub fn kill_backend(&self, pid: u32) -> bool {
        self.psql("postgres", &format!("select pg_terminate_backend({pid})")) == "t"
    }

    /// Ends all connections to a database; how many there were.
    pub fn kill_backends(&self, database: &str) -> usize {
        let pids = self.backends(database);
        pids.into_iter()
            .filter(|pid| self.kill_backend(*pid))
            .count()
    }

    /// Lets no file of the running server grow beyond so many bytes, or, with none, lifts the limit: a disk that becomes full,
    /// and one that was given space.
    ///
    /// A new connection has it too, a new start only what
    /// [`Settings::file_size_limit`](super::Settings::file_size_limit) says.
    pub fn limit_file_size(&self, bytes: Option<u64>) {
        let pid = self.pid().expect("a running server has a process id");
        let limit = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        // The postmaster first: whom it starts from now on has the limit already.
        let mut pids = vec![pid];
        limit_one(pid, &limit);
        pids.extend(children_of(pid));
        for child in &pids[1..] {
            limit_one(*child, &limit);
        }
    }
}

/// Sets the soft limit of one process; the hard one stays, so that it can be lifted.
fn limit_one(pid: u32, limit: &str) {
    let mut command = Command::new("prlimit");
    command.args([format!("--pid={pid}"), format!("--fsize={limit}:")]);
    // Root in a container may not do so to others' processes.
    account::apply(&mut command);
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot run prlimit: {error}"));
    let complaint = String::from_utf8_lossy(&output.stderr);
    // A connection may have ended meanwhile.
    let ended = complaint.contains("No such process");
    assert!(output.status.success() || ended, "{complaint}");
}

fn children_of(pid: u32) -> Vec<u32> {
    let mut command = Command::new("ps");
    command.args(["-o", "pid=", "--ppid", &pid.to_string()]);
    let answer = output_of(command);
    answer
        .lines()
        .filter_map(|line| line.trim().parse().ok())
        .collect()
}
