//! A server process that never outlives its owner.
//!
//! A shell starts a watcher and then becomes the server. The watcher reads from a pipe whose other end only this process
//! holds: a line tells it to send a signal; the end of the pipe means that this process is gone, however it ended, and
//! that the server and its folder must go too.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

use crate::{account, folder::Folder};

/// `$1` the signal that ends the server when this process is gone, `$2` its folder, then the server's command.
///
/// The watcher is nobody's child, since a server would take its end for that of a process of its own. It does not wait
/// for ever: where nobody collects orphans, one that ended looks alive.
const SCRIPT: &str = r#"
last_signal=$1 folder=$2
shift 2
exec 3<&0 </dev/null
( {
    if read -r signal <&3; then
        if [ "$signal" != none ]; then kill -s "$signal" $$; fi
    else
        kill -s "$last_signal" $$
        tries=100
        while [ $tries -gt 0 ] && kill -s 0 $$; do
            sleep 0.1
            tries=$((tries - 1))
        done
        kill -s KILL $$
        rm -rf "$folder"
    fi
} 2>/dev/null & )
exec 3<&-
exec "$@"
"#;

/// Which signal ends the server when nobody is left to say otherwise.
#[derive(Clone, Copy)]
pub enum LastSignal {
    Quit,
    Kill,
}

impl LastSignal {
    fn name(self) -> &'static str {
        match self {
            Self::Quit => "QUIT",
            Self::Kill => "KILL",
        }
    }
}

/// A running server; ended by its last signal when dropped.
pub struct Guard {
    server: Child,
    watcher: Option<ChildStdin>,
    last_signal: LastSignal,
}

impl Guard {
    /// Runs the words as a server that works in the folder and says what it has to say in its file `log`.
    pub fn start(folder: &Folder, words: &[String], last_signal: LastSignal) -> Self {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SCRIPT, "server", last_signal.name(), folder.text()])
            .args(words)
            .current_dir(folder.path())
            // Out of the reach of a Ctrl-C that is meant for the test.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(log_of(folder))
            .stderr(log_of(folder));
        account::apply(&mut command);
        let mut server = command
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", words.join(" ")));
        let watcher = server.stdin.take();
        Self {
            server,
            watcher,
            last_signal,
        }
    }

    pub fn pid(&self) -> u32 {
        self.server.id()
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.server
            .try_wait()
            .expect("a child can be asked whether it ended")
    }

    /// Ends it by a signal, such as `INT`, and waits for its end.
    pub fn stop(&mut self, signal: &str) {
        // The process id of a server that ended may be another's by now.
        let ended = self.ended().is_some();
        if let Some(mut watcher) = self.watcher.take() {
            let word = if ended { "none" } else { signal };
            // No watcher, no one to tell: then the server is ended below.
            if writeln!(watcher, "{word}").is_err() {
                self.server.kill().ok();
            }
        }
        self.server.wait().ok();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.stop(self.last_signal.name());
    }
}

/// Where a server in the folder writes its log.
fn log_path(folder: &Folder) -> PathBuf {
    folder.path().join("log")
}

fn log_of(folder: &Folder) -> File {
    let path = log_path(folder);
    let file = OpenOptions::new().create(true).append(true).open(&path);
    file.unwrap_or_else(|error| panic!("cannot open {}: {error}", path.display()))
}

/// What the servers in a folder have logged.
pub fn log(folder: &Folder) -> String {
    let log = fs::read(log_path(folder)).unwrap_or_default();
    String::from_utf8_lossy(&log).into_owned()
}

/// The end of it: what a person needs when a server does not start.
pub fn log_tail(folder: &Folder) -> String {
    let log = log(folder);
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
