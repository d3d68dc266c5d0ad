use std::collections::VecDeque;
use std::sync::mpsc;
use std::time::Duration;

use super::signing::{EC, RSA, key_set};
use crate::auth::AuthError;
use crate::auth::key_set::KeySet;
use crate::auth::renewal::{RenewedKeySet, Source};

/// What it answers, one after the other, and then that there is nothing new.
struct Script {
    answers: VecDeque<Result<KeySet, AuthError>>,
    fresh_for: Duration,
    pause: Duration,
    /// Told of each reading, and closed when the source is dropped.
    readings: mpsc::Sender<bool>,
}

impl Source for Script {
    fn place(&self) -> String {
        "script".to_owned()
    }

    fn read(&mut self, asked: bool) -> Result<Option<KeySet>, AuthError> {
        // The test may have ended.
        let _ = self.readings.send(asked);
        self.answers.pop_front().transpose()
    }

    fn fresh_for(&self) -> Duration {
        self.fresh_for
    }

    fn pause(&self) -> Duration {
        self.pause
    }
}

fn set(kid: &str) -> Result<KeySet, AuthError> {
    Ok(KeySet::parse(key_set(&[EC.jwk(kid), RSA.jwk(kid)]).as_bytes()).unwrap())
}

fn opened(
    answers: impl IntoIterator<Item = Result<KeySet, AuthError>>,
    fresh_for: Duration,
) -> (RenewedKeySet, mpsc::Receiver<bool>) {
    let (readings, read) = mpsc::channel();
    let script = Script {
        answers: answers.into_iter().collect(),
        fresh_for,
        pause: Duration::from_secs(3600),
        readings,
    };
    (RenewedKeySet::open(script).unwrap(), read)
}

#[tokio::test]
async fn what_is_no_longer_fresh_is_read_again_though_nobody_asks() {
    let (keys, readings) = opened([set("a"), set("b")], Duration::from_millis(1));
    keys.changed().await;
    let current = keys.with(Some("b")).await;
    assert!(current.lacks(Some("a")) && !current.lacks(Some("b")));
    assert_eq!(readings.iter().take(2).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn within_the_pause_an_unknown_key_is_answered_without_reading() {
    let (keys, readings) = opened([set("a"), set("b")], Duration::from_secs(3600));
    assert!(keys.with(Some("b")).await.lacks(Some("b")));
    drop(keys);
    // Ends once the thread has: there was the first reading alone.
    assert_eq!(readings.iter().count(), 1);
}

#[tokio::test]
async fn the_thread_ends_with_the_set() {
    let (keys, readings) = opened([set("a")], Duration::from_millis(1));
    drop(keys);
    assert!(readings.iter().count() >= 1);
}
