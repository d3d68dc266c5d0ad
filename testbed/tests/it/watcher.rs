//! A server goes with the process that started it, however that ends.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use testbed::postgres;

/// Another process with a cluster.
struct Owner {
    process: Child,
    url: String,
    folder: PathBuf,
}

impl Owner {
    fn start(temporary_folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_testbed"))
            .env("TMPDIR", temporary_folder)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.as_mut().unwrap())
            .read_line(&mut url)
            .unwrap();
        let url = url.trim().to_owned();
        let (_, folder) = url.split_once("host=").unwrap();
        let (folder, _) = folder.split_once('&').unwrap();
        Self {
            process,
            folder: folder.into(),
            url,
        }
    }

    fn postmaster(&self) -> String {
        let state = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        state.lines().next().unwrap().to_owned()
    }
}

#[test]
fn a_server_does_not_outlive_a_process_that_was_killed() {
    let mut owner = Owner::start(Path::new("/tmp"));
    let postmaster = owner.postmaster();
    assert_eq!(postgres::psql(&owner.url, "select 1"), "1");
    assert!(runs(&postmaster));

    // The whole group, as those do whose patience with a test ends.
    let group = format!("-{}", owner.process.id());
    let killed = Command::new("kill")
        .args(["-s", "KILL", "--", &group])
        .status();
    assert!(killed.unwrap().success());
    owner.process.wait().unwrap();

    wait_until_gone(&owner.folder);
    assert!(!runs(&postmaster));
}

#[test]
fn a_server_and_its_folder_go_with_an_orderly_end() {
    let mut owner = Owner::start(Path::new("/tmp"));
    let postmaster = owner.postmaster();
    drop(owner.process.stdin.take());
    assert!(owner.process.wait().unwrap().success());
    assert!(!runs(&postmaster));
    assert!(!owner.folder.exists());
}

#[test]
fn paths_are_short_where_that_of_temporary_files_is_long() {
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("x".repeat(120));
    std::fs::create_dir(&long).unwrap();
    let mut owner = Owner::start(&long);
    assert!(owner.folder.as_os_str().len() < 20, "{}", owner.url);
    assert_eq!(postgres::psql(&owner.url, "select 1"), "1");
    drop(owner.process.stdin.take());
    owner.process.wait().unwrap();
}

/// Whether there is such a process; one that ended and waits to be collected is none.
fn runs(pid: &str) -> bool {
    let output = Command::new("ps").args(["-o", "stat=", "-p", pid]).output();
    let state = String::from_utf8(output.unwrap().stdout).unwrap();
    !state.trim().is_empty() && !state.starts_with('Z')
}

/// The watcher removes the folder last. It is nobody's child, so nobody is told of its end.
fn wait_until_gone(folder: &Path) {
    let started = Instant::now();
    while folder.exists() {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "{} stays",
            folder.display()
        );
        thread::sleep(Duration::from_millis(10));
    }
}
