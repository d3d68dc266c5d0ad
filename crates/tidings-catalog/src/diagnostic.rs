//! What is wrong in a catalog: one type for every finding, whichever rule or stage it comes from.

use crate::source::Span;

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Stable, as `TD012`.
    pub code: &'static str,
    /// The rule's name, as `past-tense-name`.
    pub rule: &'static str,
    pub level: Level,
    pub message: String,
    pub span: Span,
    /// Other places that the reader needs to see.
    pub labels: Vec<Label>,
    /// How to mend it.
    pub help: Option<String>,
    /// An edit that mends it, where there is a certain one.
    pub fix: Option<Fix>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Warning,
    Error,
}

#[derive(Debug, Clone)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

#[derive(Debug, Clone)]
pub struct Fix {
    pub message: String,
    pub edits: Vec<Edit>,
}

#[derive(Debug, Clone)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}
