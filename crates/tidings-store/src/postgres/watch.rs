//! Tells followers of commits: those of this process at once, those of others when they notify, or by looking.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use sqlx::postgres::PgListener;
use tokio::sync::{Notify, watch};

use super::database::{Database, Engine, READ_PATIENCE, SharedDatabase, only};
use super::error::Problem;
use super::order::place_pending;
use super::row::{parsed, truth};
use super::schema::Schema;

/// How often followers look, notified or not: for commits of transactions of users, which notify nobody, and behind
/// poolers that pass no notifications on.
const INTERVAL: Duration = Duration::from_millis(50);

/// The most often that a process notifies others.
const NOTIFY_INTERVAL: Duration = Duration::from_millis(10);

/// How often processes that send give places themselves: little is pending when nobody follows, and followers that may
/// not write see what others give.
const PLACE_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Watch {
    commits: watch::Sender<()>,
    /// Whether a task looks for commits of other processes; it does while there are followers.
    looking: Mutex<bool>,
    /// Whether a task tells others; it does once something is sent here.
    telling: AtomicBool,
    /// Something was committed here that others may wait for.
    committed: Notify,
}

impl Watch {
    pub fn new() -> Self {
        Self {
            commits: watch::Sender::new(()),
            looking: Mutex::new(false),
            telling: AtomicBool::new(false),
            committed: Notify::new(),
        }
    }

    /// Something was committed here.
    pub fn wake(&self) {
        self.commits.send_replace(());
        self.committed.notify_one();
    }

    pub fn subscribe(
        self: &Arc<Self>,
        database: &SharedDatabase,
        engine: &Engine,
    ) -> watch::Receiver<()> {
        let receiver = self.commits.subscribe();
        let mut looking = self.looking();
        if !*looking {
            *looking = true;
            let (watch, database) = (self.clone(), database.clone());
            engine
                .runtime()
                .spawn(async move { watch.look(&database).await });
        }
        receiver
    }

    /// Wakes for the first look too: what was committed before it may have been missed.
    async fn look(&self, database: &Database) {
        let mut listener = Listener::default();
        let mut seen = None;
        while self.has_followers() {
            listener.connect(database).await;
            let begun = Instant::now();
            let found = last_and_pending(database).await.ok();
            // While nothing can be read followers are to find out why.
            if found.is_none() || found != seen || found.is_some_and(|(_, pending)| pending) {
                self.commits.send_replace(());
            }
            seen = found;
            // Where looking takes long, as beside much that no vacuum can remove yet, less often.
            let pause = INTERVAL.max(begun.elapsed() * 5);
            let _ = tokio::time::timeout(pause, listener.notified()).await;
        }
    }

    /// Under the lock, so that no follower counts on a task that is about to end.
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

    /// From the first sender on, for as long as the store lives.
    pub fn begin_to_tell(
        self: &Arc<Self>,
        database: &SharedDatabase,
        schema: Arc<Schema>,
        engine: &Engine,
    ) {
        if !self.telling.swap(true, Ordering::Relaxed) {
            let (watch, database) = (self.clone(), database.clone());
            let tell = async move { watch.tell_others(&database, &schema).await };
            engine.runtime().spawn(tell);
        }
    }

    /// After commits here notifies others, in transactions of its own; gives places now and then.
    async fn tell_others(&self, database: &Database, schema: &Schema) {
        let channel = channel(database);
        let notify =
            format!("SET LOCAL synchronous_commit = off; SELECT pg_notify('{channel}', '')");
        let mut placed = Instant::now();
        loop {
            let until = PLACE_INTERVAL.saturating_sub(placed.elapsed());
            let committed = tokio::time::timeout(until, self.committed.notified());
            if committed.await.is_err() {
                // Also what users commit, of which nobody is told. Whoever sends or reads next is told what is wrong.
                let _ = place_pending(database, schema, READ_PATIENCE).await;
                placed = Instant::now();
                continue;
            }
            let _ = database.read(&notify).await;
            tokio::time::sleep(NOTIFY_INTERVAL).await;
        }
    }
}

/// The last place, and whether something waits for one.
async fn last_and_pending(database: &Database) -> Result<(i64, bool), Problem> {
    let schema = &database.schema;
    let message = format!(
        "SELECT coalesce(max(position), 0), EXISTS (SELECT FROM {schema}.pending) FROM {schema}.batches"
    );
    let answers = database.read(&message).await?;
    let row = only(&answers[0])?;
    Ok((parsed(row, 0)?, truth(row, 1)?))
}

/// One for each schema.
fn channel(database: &Database) -> String {
    let hash = crate::rate_limits::hash(&database.schema);
    format!("tidings_{:016x}", hash.cast_unsigned())
}

/// Notifications of others, where they can be had.
#[derive(Default)]
struct Listener {
    listener: Option<PgListener>,
    tried: Option<Instant>,
}

/// How long to do without after a failure.
const LISTEN_AGAIN: Duration = Duration::from_secs(10);

impl Listener {
    /// Connects where there is no connection, unless that failed a moment ago.
    async fn connect(&mut self, database: &Database) {
        if self.listener.is_some()
            || self
                .tried
                .is_some_and(|tried| tried.elapsed() < LISTEN_AGAIN)
        {
            return;
        }
        self.tried = Some(Instant::now());
        self.listener = listen(database).await.ok().flatten();
    }

    /// Waits for one; for ever where there are none. Cancel safe.
    async fn notified(&mut self) {
        let Some(listener) = &mut self.listener else {
            return std::future::pending().await;
        };
        if listener.recv().await.is_err() {
            self.listener = None;
            return;
        }
        // What came meanwhile is told by the same look.
        while listener.next_buffered().is_some() {}
    }
}

/// None where a pooler is between. `LISTEN` there holds for a session of the server's that others use next; a client of
/// sqlx fails when a notification comes that it did not ask for.
async fn listen(database: &Database) -> Result<Option<PgListener>, Problem> {
    let mut listener = PgListener::connect_with(&database.listening).await?;
    if shares_sessions(database, &mut listener).await? {
        return Ok(None);
    }
    listener.listen(&channel(database)).await?;
    Ok(Some(listener))
}

/// How often sessions are compared. A pooler lends the one that was used last, or each in turn, or any; only a busy one
/// could seem none for so long.
const COMPARISONS: usize = 8;

/// Whether transactions of one connection run in several sessions of the server, or those of several in one.
async fn shares_sessions(database: &Database, listener: &mut PgListener) -> Result<bool, Problem> {
    const SESSION: &str = "SELECT pg_backend_pid()";
    let mut own = None;
    for _ in 0..COMPARISONS {
        let row = sqlx::raw_sql(SESSION).fetch_one(&mut *listener).await?;
        let present: i32 = parsed(&row, 0)?;
        let answers = database.read(SESSION).await?;
        let others: i32 = parsed(only(&answers[0])?, 0)?;
        if others == present || own.is_some_and(|own| own != present) {
            return Ok(true);
        }
        own = Some(present);
    }
    Ok(false)
}
