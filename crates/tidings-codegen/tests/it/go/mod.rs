//! Go: the golden code, the settings, and the output of every catalog at work in a Go module.

pub mod catalogs;
pub mod compiled;
mod golden;
mod module;
mod program;
mod settings;
pub mod values;
