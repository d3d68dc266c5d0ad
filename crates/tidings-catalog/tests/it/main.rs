//! The crate as its users see it.

mod catalog;
mod config;
mod diff;
mod hostile;
mod invariants;
mod properties;
mod render;
mod rules;
