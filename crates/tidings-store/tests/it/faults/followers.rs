//! A follower that stops now and then, and goes on from the text of its last cursor.

use std::thread::{self, JoinHandle};

use tidings::Uuid;
use tidings_store::{Cursor, Records, Store, StoredRecord};
use tokio::sync::watch;

use super::PATIENCE;
use crate::database::run;

/// How many records it takes at most before it stops.
const STRETCH: usize = 130;

pub struct Resuming {
    /// How many it is to see; not known while others send.
    goal: watch::Sender<usize>,
    thread: JoinHandle<Vec<Uuid>>,
}

impl Resuming {
    pub fn start(store: &Store) -> Self {
        let (goal, known) = watch::channel(usize::MAX);
        let store = store.clone();
        let thread = thread::spawn(move || run(follow(&store, known)));
        Self { goal, thread }
    }

    /// What it has seen once that is so much, or once it has been waited for in vain.
    pub fn finish(self, goal: usize) -> Vec<Uuid> {
        self.goal.send_replace(goal);
        self.thread.join().unwrap()
    }
}

async fn follow(store: &Store, mut goal: watch::Receiver<usize>) -> Vec<Uuid> {
    let (mut seen, mut text) = (Vec::new(), Cursor::start().to_string());
    while seen.len() < *goal.borrow() {
        let mut followed = store.follow(text.parse().unwrap());
        let stretch = seen.len() + STRETCH;
        while seen.len() < stretch.min(*goal.borrow()) {
            let stored = tokio::select! {
                stored = next(&mut followed) => stored,
                Ok(()) = goal.changed() => break,
            };
            match stored {
                Next::Record(stored) => {
                    seen.push(stored.record.id);
                    text = stored.cursor.unwrap().to_string();
                }
                // It goes on from where it was.
                Next::Failed => break,
                Next::TooLate => return seen,
            }
        }
    }
    seen
}

enum Next {
    Record(Box<StoredRecord>),
    Failed,
    TooLate,
}

async fn next(followed: &mut Records) -> Next {
    match tokio::time::timeout(PATIENCE, followed.next()).await {
        Ok(Some(Ok(stored))) => Next::Record(Box::new(stored)),
        Ok(_) => Next::Failed,
        Err(_) => Next::TooLate,
    }
}
