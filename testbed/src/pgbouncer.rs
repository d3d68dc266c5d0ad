//! PgBouncer in front of a [`Cluster`].

use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::folder::Folder;
use crate::guard::{self, Guard, LastSignal};
use crate::postgres::Cluster;
use crate::{ports, programs};

/// How long a start may take.
const START_LIMIT: Duration = Duration::from_secs(30);
/// How often another port is tried when somebody was faster.
const PORT_ATTEMPTS: u32 = 10;

/// What a [`PgBouncer`] is started with: transaction pooling, and otherwise PgBouncer's own defaults, since clients must work
/// with those.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    values: Vec<(String, String)>,
}

impl Settings {
    pub fn new() -> Self {
        Self::default()
    }

    /// A line of the section `[pgbouncer]`; a later one wins, also over the defaults here.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.values.push((name.to_owned(), value.to_owned()));
        self
    }

    /// How many connections to the server all clients of a database share.
    #[must_use]
    pub fn default_pool_size(self, connections: u32) -> Self {
        self.set("default_pool_size", &connections.to_string())
    }
}

/// A running PgBouncer; it listens on a Unix socket and on 127.0.0.1, knows every database of its cluster, and ends when
/// dropped or with its process.
pub struct PgBouncer {
    port: u16,
    /// Ends before the folder goes.
    _server: Guard,
    folder: Folder,
}

impl PgBouncer {
    /// Starts one in front of the cluster; it takes connections when this returns.
    pub fn start(cluster: &Cluster, settings: &Settings) -> Self {
        let folder = Folder::new("tb");
        folder.write("users", b"\"postgres\" \"\"\n");
        for _ in 0..PORT_ATTEMPTS {
            let port = ports::free();
            let configuration = configuration(cluster, &folder, port, settings);
            folder.write("pgbouncer.ini", configuration.as_bytes());
            let words = [
                programs::pgbouncer().display().to_string(),
                "pgbouncer.ini".to_owned(),
            ];
            // It holds nothing that is worth a farewell.
            let mut server = Guard::start(&folder, &words, LastSignal::Kill);
            match wait_until_ready(&folder, port, &mut server) {
                Ok(()) => {
                    return Self {
                        port,
                        _server: server,
                        folder,
                    };
                }
                Err(log) if log.contains("Address already in use") => {}
                Err(log) => panic!("PgBouncer did not start:\n{log}"),
            }
        }
        panic!("every free port was taken before PgBouncer could listen there");
    }

    /// The URL of a database of its cluster, by the Unix socket. The database `pgbouncer` is its own console, to `SHOW POOLS`.
    pub fn url(&self, database: &str) -> String {
        let (folder, port) = (self.folder.text(), self.port);
        format!("postgres:///{database}?host={folder}&port={port}&user=postgres")
    }

    /// The URL of a database of its cluster, by TCP.
    pub fn tcp_url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs statements in a database; see [`Database::psql`](crate::postgres::Database::psql).
    pub fn psql(&self, database: &str, sql: &str) -> String {
        crate::postgres::psql(&self.url(database), sql)
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        guard::log(&self.folder)
    }
}

fn configuration(cluster: &Cluster, folder: &Folder, port: u16, settings: &Settings) -> String {
    let (server, server_port) = (cluster.socket_folder(), cluster.port());
    let folder = folder.text();
    let mut text = format!(
        "[databases]\n\
         * = host={server} port={server_port}\n\
         [pgbouncer]\n\
         listen_addr = 127.0.0.1\n\
         listen_port = {port}\n\
         unix_socket_dir = {folder}\n\
         auth_type = trust\n\
         auth_file = {folder}/users\n\
         admin_users = postgres\n\
         pool_mode = transaction\n"
    );
    for (name, value) in &settings.values {
        text += &format!("{name} = {value}\n");
    }
    text
}

/// Fails with the end of the log.
fn wait_until_ready(folder: &Folder, port: u16, server: &mut Guard) -> Result<(), String> {
    let socket = folder.socket(port);
    let started = Instant::now();
    loop {
        // Asked first: what it logged before it ended is complete then.
        let ended = server.ended();
        let both =
            UnixStream::connect(&socket).is_ok() && TcpStream::connect(("127.0.0.1", port)).is_ok();
        if ended.is_none() && both {
            return Ok(());
        }
        if ended.is_some() || started.elapsed() > START_LIMIT {
            return Err(guard::log_tail(folder));
        }
        thread::sleep(Duration::from_millis(5));
    }
}
