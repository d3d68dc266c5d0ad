//! A folder of its own for a test, and commands run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub struct Sandbox {
    folder: tempfile::TempDir,
    /// Variables of its commands.
    pub environment: Vec<(&'static str, String)>,
}

impl Sandbox {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            environment: Vec::new(),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// `tidings` with these words, split at spaces.
    pub fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
        command
            .args(words.split_whitespace())
            .current_dir(self.path())
            .env_remove("NO_COLOR")
            .env_remove("TIDINGS_TOKEN");
        command
    }

    /// Exit code, standard output, standard error, as one text to compare or to look at.
    pub fn run(&self, words: &str) -> String {
        shown(&self.command(words).output().unwrap())
    }

    /// Standard output of a command that must succeed.
    pub fn stdout(&self, words: &str) -> String {
        let output = self.command(words).output().unwrap();
        assert!(
            output.status.success(),
            "tidings {words}\n{}",
            shown(&output)
        );
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Exit code, standard output, standard error.
pub fn shown(output: &Output) -> String {
    let mut text = format!("exit {}\n", output.status.code().unwrap());
    for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        if !bytes.is_empty() {
            text += &format!("--- {name}\n{}", String::from_utf8_lossy(bytes));
        }
    }
    text
}

/// A catalog with one event and nothing to find.
pub const CATALOG: &str = r#"x-events:
- name: host_bind_failed
  message: "Host {host_name}: failed to bind: {reason}"
  event_type: host
  severity: error
  properties:
    host_id: UUID
    infra_env_id: UUID
    cluster_id: UUID_PTR
    host_name: string
    reason: string
- name: disk_speed_measured
  message: "Disk {disk} syncs in {sync_ms} ms"
  event_type: cluster
  severity: info
  category: metrics
  rate_limit: 1h
  properties:
    cluster_id: UUID
    disk: { type: string, enum: [sda, sdb] }
    sync_ms: float64
    tries: integer
    trusted: bool
    begun: { type: timestamp, optional: true }
    api_token: { type: string, sensitive: true, optional: true }
"#;
