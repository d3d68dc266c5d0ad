//! Compares what was acknowledged with what is stored and what followers saw.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use tidings::Uuid;
use tidings_store::{Cursor, Store};

use crate::database::run;
use crate::sample::everything;

/// Far more than followers need to come as far as the store.
const PATIENCE: Duration = Duration::from_secs(60);

/// Stored: everything that was acknowledged, and nothing twice. Seen: what is stored, in its order.
///
/// More may be stored than was acknowledged: an answer may be lost with its connection.
pub fn check(acknowledged: &[Uuid], stored: &[Uuid], seen: &[Uuid]) -> Result<(), String> {
    let distinct: BTreeSet<&Uuid> = stored.iter().collect();
    if distinct.len() < stored.len() {
        return Err(format!("{} stored twice", stored.len() - distinct.len()));
    }
    let lost = acknowledged
        .iter()
        .filter(|id| !distinct.contains(id))
        .count();
    if lost > 0 {
        return Err(format!("{lost} acknowledged and lost"));
    }
    let differs = seen
        .iter()
        .zip(stored)
        .position(|(seen, stored)| seen != stored);
    match differs {
        Some(place) => Err(format!("another record seen at place {place}")),
        None if seen.len() != stored.len() => {
            Err(format!("{} seen of {}", seen.len(), stored.len()))
        }
        None => Ok(()),
    }
}

/// What a follower has seen from the start on. After an error it goes on from its last cursor.
pub struct Seen {
    seen: Arc<(Mutex<Vec<Uuid>>, Condvar)>,
}

impl Seen {
    pub fn start(store: &Store) -> Self {
        let seen = Arc::new((Mutex::new(Vec::new()), Condvar::new()));
        let (store, told) = (store.clone(), seen.clone());
        // Until the test is over.
        thread::spawn(move || run(follow(&store, &told)));
        Self { seen }
    }

    /// Everything, once it is so much.
    fn until(&self, count: usize) -> Vec<Uuid> {
        let (seen, changed) = &*self.seen;
        let fewer = |seen: &mut Vec<Uuid>| seen.len() < count;
        let (seen, waited) = changed
            .wait_timeout_while(seen.lock().unwrap(), PATIENCE, fewer)
            .unwrap();
        assert!(!waited.timed_out(), "{} of {count} followed", seen.len());
        seen.clone()
    }

    /// Compares all. How many are stored.
    pub fn check(&self, store: &Store, acknowledged: &[Uuid]) -> usize {
        let seen = self.until(everything(store).len());
        // The last commit of one who was killed may have come after the list.
        let mut stored = ids(store);
        stored.truncate(seen.len().max(acknowledged.len()));
        check(acknowledged, &stored, &seen).unwrap();
        stored.len()
    }
}

async fn follow(store: &Store, told: &(Mutex<Vec<Uuid>>, Condvar)) {
    let (seen, changed) = told;
    let mut last = Cursor::start();
    let mut errors = 0;
    // A database that is gone for good ends the test's follower too.
    while errors < 1000 {
        let mut followed = store.follow(last);
        while let Some(Ok(stored)) = followed.next().await {
            seen.lock().unwrap().push(stored.record.id);
            last = stored.cursor.unwrap();
            changed.notify_all();
            errors = 0;
        }
        errors += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub fn ids(store: &Store) -> Vec<Uuid> {
    let stored = everything(store);
    stored.iter().map(|stored| stored.record.id).collect()
}

#[test]
fn what_is_wrong_is_told() {
    let [a, b, c] = [1, 2, 3].map(Uuid::from_u128);
    let told = |acknowledged: &[Uuid], stored: &[Uuid], seen: &[Uuid]| {
        check(acknowledged, stored, seen).unwrap_err()
    };
    assert_eq!(check(&[b, a], &[a, b, c], &[a, b, c]), Ok(()));
    assert_eq!(told(&[a, b], &[a], &[a]), "1 acknowledged and lost");
    assert_eq!(told(&[a], &[a, b, a], &[a, b, a]), "1 stored twice");
    assert_eq!(
        told(&[a], &[a, b], &[b, a]),
        "another record seen at place 0"
    );
    assert_eq!(
        told(&[a], &[a, b], &[a, a]),
        "another record seen at place 1"
    );
    assert_eq!(told(&[a], &[a, b], &[a]), "1 seen of 2");
    assert_eq!(told(&[a], &[a], &[a, b]), "2 seen of 1");
}
