//! Findings as annotations of a pull request.

use std::fmt::Write;

use super::escape::escape_terminal;
use crate::diagnostic::{Diagnostic, Level};
use crate::source::Sources;

/// Findings as GitHub's workflow commands (`::error file=..`), one a line.
///
/// ```
/// use tidings_catalog::{Sources, check, render};
///
/// let sources = Sources::single("events.yaml", "x-events: 1\n");
/// let lines = render::github(&sources, &check(&sources).diagnostics);
/// assert!(lines.starts_with("::error file=events.yaml,line=1,col=11,endLine=1,endColumn=12,title="));
/// ```
pub fn github(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut lines = String::new();
    for diagnostic in diagnostics {
        push_command(&mut lines, sources, diagnostic);
    }
    lines
}

fn push_command(lines: &mut String, sources: &Sources, diagnostic: &Diagnostic) {
    let level = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    let span = diagnostic.span;
    let start = sources.position(span.file, span.start as usize);
    let end = sources.position(span.file, span.end as usize);
    let file = escape_property(sources.name(span.file));
    let title = escape_property(&format!("{} {}", diagnostic.code, diagnostic.rule));
    let help = diagnostic
        .help
        .as_ref()
        .map(|help| format!("%0Ahelp: {}", escape_data(help)))
        .unwrap_or_default();
    writeln!(
        lines,
        "::{level} file={file},line={},col={},endLine={},endColumn={},title={title}::{}{help}",
        start.line,
        start.column,
        end.line,
        end.column,
        escape_data(&diagnostic.message),
    )
    .expect("writing to a String does not fail");
}

/// `%` begins GitHub's own escapes. Line breaks have become visible before, as in every log.
pub(crate) fn escape_data(text: &str) -> String {
    escape_terminal(text).replace('%', "%25")
}

pub(crate) fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
