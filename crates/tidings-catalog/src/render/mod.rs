//! Findings as text: one file per format, text out, no I/O.

mod escape;
mod excerpt;
mod github;
mod human;
mod json;

pub use escape::escape_terminal;
pub use github::github;
pub use human::{HumanOptions, human};
pub use json::{escape_json, json};
