use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// Findings as GitHub workflow commands, one a line.
pub fn github(_sources: &Sources, _diagnostics: &[Diagnostic]) -> String {
    String::new()
}
