//! Tells followers of commits: those of this process at once, those of others by looking at a counter.

use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

use super::database::{Database, Opened};

/// How often the counter is looked at, which costs microseconds.
const INTERVAL: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub(super) struct Watch {
    commits: watch::Sender<()>,
    /// Whether a thread looks for commits of other processes; it does while there are followers.
    looking: Mutex<bool>,
}

impl Watch {
    pub fn new() -> Self {
        Self {
            commits: watch::Sender::new(()),
            looking: Mutex::new(false),
        }
    }

    /// Something was committed.
    pub fn wake(&self) {
        self.commits.send_replace(());
    }

    pub fn subscribe(self: &Arc<Self>, database: &Arc<Database>) -> watch::Receiver<()> {
        let receiver = self.commits.subscribe();
        let mut looking = self.looking();
        if !*looking {
            let (watch, database) = (self.clone(), database.clone());
            let named = thread::Builder::new().name("tidings-watch".to_owned());
            match named.spawn(move || watch.look(&database)) {
                Ok(_) => *looking = true,
                Err(error) => {
                    tracing::error!(target: "tidings", %error, "no thread to see others' events");
                }
            }
        }
        receiver
    }

    /// Wakes for the first look too: what was committed before it may have been missed.
    fn look(&self, database: &Database) {
        let mut opened = None;
        let mut seen = None;
        while self.has_followers() {
            let version = version(&mut opened, database);
            // While the version cannot be read followers are to find out why.
            if version.is_none() || version != seen {
                self.wake();
            }
            seen = version;
            thread::sleep(INTERVAL);
        }
    }

    /// Under the lock, so that no follower counts on a thread that is about to end.
    fn has_followers(&self) -> bool {
        let mut looking = self.looking();
        *looking = self.commits.receiver_count() > 0;
        *looking
    }

    fn looking(&self) -> MutexGuard<'_, bool> {
        self.looking
            .lock()
            .expect("nothing panics while it holds the flag")
    }
}

/// Changes with every commit of another connection; `None` when the file cannot be read.
fn version(opened: &mut Option<Opened>, database: &Database) -> Option<i64> {
    opened.take_if(|opened| !opened.is_at(&database.path));
    if opened.is_none() {
        *opened = database.reader().ok();
    }
    let connection = &opened.as_ref()?.connection;
    let version = connection.pragma_query_value(None, "data_version", |row| row.get(0));
    if version.is_err() {
        *opened = None;
    }
    version.ok()
}
