//! Values that no other process comes up with.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// A random number: the standard library draws the hasher's keys from the system's randomness.
pub fn random() -> u64 {
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    RandomState::new().hash_one((std::process::id(), count))
}

/// The name of a database that does not exist yet on any server.
pub fn database_name() -> String {
    format!("tidings_test_{:016x}", random())
}
