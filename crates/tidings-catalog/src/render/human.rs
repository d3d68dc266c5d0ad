use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// How findings are shown to a person.
#[derive(Debug, Clone, Copy)]
pub struct HumanOptions {
    /// Whether to use ANSI colours.
    pub color: bool,
    /// How many findings are shown before the rest is only counted; 0 shows all.
    pub max_findings: usize,
}

/// Findings with excerpts of the source.
pub fn human(_sources: &Sources, _diagnostics: &[Diagnostic], _options: &HumanOptions) -> String {
    String::new()
}
