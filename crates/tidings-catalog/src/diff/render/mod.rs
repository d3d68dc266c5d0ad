//! Changes as text: one file per format, text out, no I/O.

mod github;
mod human;
mod json;
mod markdown;

pub use github::github;
pub use human::human;
pub use json::json;
pub use markdown::markdown;
