//! The servers of this package do what its users count on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod cluster;
mod faults;
mod pgbouncer;
mod watcher;
