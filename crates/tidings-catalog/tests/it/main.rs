//! The crate as its users see it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod catalog;
mod config;
mod diff;
mod fixes;
mod hostile;
mod invariants;
mod junit;
mod properties;
mod render;
mod rules;
mod sarif;
