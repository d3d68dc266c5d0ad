//! The lines by which a build script talks to cargo.

use std::path::Path;

use tidings_catalog::render::escape_terminal;
use tidings_catalog::{Diagnostic, Sources};

use crate::{BuildError, Result};

/// The path as it stands in a line for cargo and in findings.
pub fn shown_path(path: &Path) -> Result<&str> {
    let shown = path.to_str().filter(|shown| !shown.contains(['\n', '\r']));
    shown.ok_or_else(|| BuildError::Path(path.to_owned()))
}

pub fn rerun_if_changed(path: &str) -> String {
    format!("cargo::rerun-if-changed={path}")
}

/// A finding on one line: place, rule, message, help.
pub fn warning(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let Diagnostic {
        code,
        rule,
        span,
        message,
        ..
    } = diagnostic;
    let position = sources.position(span.file, span.start as usize);
    let (file, line, column) = (sources.name(span.file), position.line, position.column);
    let help = match &diagnostic.help {
        Some(help) => format!(" (help: {help})"),
        None => String::new(),
    };
    let text = format!("{file}:{line}:{column}: [{code} {rule}] {message}{help}");
    format!("cargo::warning={}", escape_terminal(&text))
}
