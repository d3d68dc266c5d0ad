//! Faults of the way to PostgreSQL: what is answered, stored and seen when answers or connections are lost.

mod followers;
mod proxy;
mod trial;

mod full_house;
mod lost_answers;

use std::time::Duration;

/// Far more than any step takes; a test that hangs fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// `TIDINGS_KILL_ROUNDS`, 10 by default.
fn rounds() -> usize {
    std::env::var("TIDINGS_KILL_ROUNDS").map_or(10, |rounds| rounds.parse().unwrap())
}
