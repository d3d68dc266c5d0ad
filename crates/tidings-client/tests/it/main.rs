//! A sender over HTTP against a real server, by way of a gate that loses, delays and refuses what the test says.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets what it does not expect fails"
)]

mod gate;
mod logs;
mod sample;
mod service;

mod batches;
mod dead_letters;
mod faults;
mod plain_http;
mod processes;
mod sending;
mod spill;
mod spill_damage;
mod token;

use std::time::Duration;

/// Far more than any step takes; a test that hangs fails.
const PATIENCE: Duration = Duration::from_secs(60);
