use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Database, Settings, psql};
use crate::folder::Folder;
use crate::guard::{self, Guard, LastSignal};
use crate::{account, ports, programs};

/// The port where no TCP is wanted: part of the socket's name, in a folder of its own.
const SOCKET_PORT: u16 = 5432;
/// How long a start may take; recovery after an immediate stop included.
const START_LIMIT: Duration = Duration::from_secs(120);
/// How often another port is tried when somebody was faster.
const PORT_ATTEMPTS: u32 = 10;

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Ends connections and writes everything down.
    Fast,
    /// Drops everything at once, as a crash would; the next start recovers.
    Immediate,
}

impl Mode {
    fn signal(self) -> &'static str {
        match self {
            Self::Fast => "INT",
            Self::Immediate => "QUIT",
        }
    }
}

/// A private PostgreSQL server in a folder of its own; both are gone when the value is dropped or its process ends.
///
/// Its superuser is `postgres` and it trusts everybody. As root it runs as the system's user `postgres`.
pub struct Cluster {
    settings: Settings,
    port: u16,
    /// None while it is stopped. Ends before the folder goes.
    server: Mutex<Option<Guard>>,
    folder: Folder,
}

impl Cluster {
    /// Starts a new, empty server; it answers when this returns.
    pub fn start(settings: &Settings) -> Self {
        let folder = Folder::new("td");
        initialize(&folder, settings);
        let mut cluster = Self {
            settings: settings.clone(),
            port: SOCKET_PORT,
            server: Mutex::new(None),
            folder,
        };
        for _ in 0..PORT_ATTEMPTS {
            if settings.tcp {
                cluster.port = ports::free();
            }
            match cluster.try_start() {
                Ok(()) => return cluster,
                Err(log) if log.contains("Address already in use") => {}
                Err(log) => panic!("PostgreSQL did not start:\n{log}"),
            }
        }
        panic!("every free port was taken before PostgreSQL could listen there");
    }

    /// The URL of a database, by the Unix socket.
    pub fn url(&self, database: &str) -> String {
        let (folder, port) = (self.folder.text(), self.port);
        format!("postgres:///{database}?host={folder}&port={port}&user=postgres")
    }

    /// The URL of a database, by TCP; the cluster must have been started with [`Settings::tcp`].
    pub fn tcp_url(&self, database: &str) -> String {
        assert!(self.settings.tcp, "this cluster was started without TCP");
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// The folder of its socket.
    pub fn socket_folder(&self) -> &str {
        self.folder.text()
    }

    /// The port of the socket, and of 127.0.0.1 if it listens there.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A new empty database; it stays until the cluster goes.
    pub fn create_database(&self) -> Database {
        Database::create(&self.url("postgres"), |name| self.url(name))
    }

    /// Runs statements in a database; the answers, a line a row, `|` between columns. Panics with psql's complaint.
    pub fn psql(&self, database: &str, sql: &str) -> String {
        psql::expect(&self.url(database), sql)
    }

    /// As [`psql`](Self::psql), for a test that expects a complaint.
    pub fn try_psql(&self, database: &str, sql: &str) -> Result<String, String> {
        psql::run(&self.url(database), sql)
    }

    /// What `pg_dump` makes of a database: SQL that [`psql`](Self::psql) restores in an empty one.
    pub fn dump(&self, database: &str) -> String {
        let mut command = programs::command(&programs::postgres("pg_dump"));
        command.args(["--no-password", "--dbname", &self.url(database)]);
        output_of(command)
    }

    /// Stops it; a stopped one stays so. The folder, and with it what was committed, stays.
    pub fn stop(&self, mode: Mode) {
        if let Some(mut server) = self.server().take() {
            server.stop(mode.signal());
        }
    }

    /// Starts it again after [`stop`](Self::stop), at the same place; it answers when this returns.
    pub fn start_again(&self) {
        if let Err(log) = self.try_start() {
            panic!("PostgreSQL did not start again:\n{log}");
        }
    }

    pub fn restart(&self, mode: Mode) {
        self.stop(mode);
        self.start_again();
    }

    /// The process id of the postmaster; none while it is stopped.
    pub fn pid(&self) -> Option<u32> {
        self.server().as_ref().map(Guard::pid)
    }

    /// What the server has logged since it was made.
    pub fn log(&self) -> String {
        guard::log(&self.folder)
    }

    /// Fails with the end of the log.
    fn try_start(&self) -> Result<(), String> {
        let mut server = self.server();
        assert!(server.is_none(), "this cluster runs already");
        // Panics when clients could not reach it there.
        self.folder.socket(self.port);
        let mut guard = Guard::start(&self.folder, &self.words(), LastSignal::Quit);
        self.wait_until_ready(&mut guard)?;
        *server = Some(guard);
        Ok(())
    }

    /// The command that is the postmaster.
    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(bytes) = self.settings.file_size_limit {
            // The hard limit stays, so that it can be lifted.
            words.extend([
                "prlimit".to_owned(),
                format!("--fsize={bytes}:"),
                "--".to_owned(),
            ]);
        }
        let program = programs::postgres("postgres").display().to_string();
        let port = self.port.to_string();
        let data = format!("{}/data", self.folder.text());
        words.extend([program, "-D".to_owned(), data, "-p".to_owned(), port]);
        words
    }

    /// PostgreSQL tells its state in the last line of a file, where `pg_ctl` reads it too.
    fn wait_until_ready(&self, server: &mut Guard) -> Result<(), String> {
        let state = self.folder.path().join("data/postmaster.pid");
        let pid = server.pid().to_string();
        let started = Instant::now();
        loop {
            // Asked first: what it logged before it ended is complete then.
            let ended = server.ended();
            let text = fs::read_to_string(&state).unwrap_or_default();
            // The file may still be that of a server that crashed.
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            if lines.first() == Some(&pid.as_str()) && lines.get(7) == Some(&"ready") {
                return Ok(());
            }
            if ended.is_some() || started.elapsed() > START_LIMIT {
                return Err(guard::log_tail(&self.folder));
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn server(&self) -> MutexGuard<'_, Option<Guard>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("folder", &self.folder.text())
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop(Mode::Immediate);
    }
}

/// Makes the data folder. What `initdb` writes need not be durable; what is committed later is.
fn initialize(folder: &Folder, settings: &Settings) {
    let mut command = programs::command(&programs::postgres("initdb"));
    command
        .args(["--username=postgres", "--auth=trust", "--no-sync"])
        .args(["--encoding=UTF8", "--locale=C.UTF-8", "--pgdata=data"])
        .current_dir(folder.path());
    if let Some(megabytes) = settings.wal_segment_megabytes {
        command.arg(format!("--wal-segsize={megabytes}"));
    }
    account::apply(&mut command);
    output_of(command);

    let listen = if settings.tcp { "127.0.0.1" } else { "" };
    let defaults = Settings::new()
        .set("listen_addresses", listen)
        .set("unix_socket_directories", folder.text())
        .set("max_connections", "100")
        .set("shared_buffers", "32MB");
    let path = folder.path().join("data/postgresql.conf");
    let lines = defaults.configuration() + &settings.configuration();
    let written = OpenOptions::new()
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(lines.as_bytes()));
    written.unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
    for (name, contents) in &settings.files {
        folder.write(&format!("data/{name}"), contents);
    }
}

/// What a command prints; panics with its complaint.
pub(super) fn output_of(mut command: Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
