//! Go: the golden code, the settings, and the output of every catalog at work in a Go module.

mod catalogs;
mod compiled;
mod golden;
mod module;
mod program;
mod settings;
mod values;
