//! How far a long command has come, for people who wait.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

/// A line on a terminal that is written over; nothing elsewhere.
pub struct Progress {
    doing: &'static str,
    total: Option<u64>,
    unit: &'static str,
    next: Instant,
    is_terminal: bool,
    is_shown: bool,
}

const PAUSE: Duration = Duration::from_millis(500);

impl Progress {
    pub fn new(doing: &'static str, total: Option<u64>, unit: &'static str) -> Self {
        Self {
            doing,
            total,
            unit,
            next: Instant::now() + PAUSE,
            is_terminal: stderr().is_terminal(),
            is_shown: false,
        }
    }

    pub fn at(&mut self, done: u64) {
        if !self.is_terminal || Instant::now() < self.next {
            return;
        }
        let total = self.total.map(|total| format!(" of {total}"));
        let (doing, total, unit) = (self.doing, total.unwrap_or_default(), self.unit);
        anstream::eprint!("\r{doing}: {done}{total} {unit}");
        self.next = Instant::now() + PAUSE;
        self.is_shown = true;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            anstream::eprintln!();
        }
    }
}
