//! Findings as text: one file per format, text out, no I/O.

mod escape;
mod excerpt;
mod github;
mod human;
mod json;
mod junit;
mod sarif;

pub use escape::escape_terminal;
pub use github::github;
pub(crate) use github::{escape_data, escape_property};
pub use human::{HumanOptions, human};
pub(crate) use json::{SpanJson, span_json};
pub use json::{escape_json, json};
pub use junit::{JunitOptions, junit};
pub use sarif::sarif;
