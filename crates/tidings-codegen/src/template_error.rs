use std::fmt;

/// What is wrong with a template, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TemplateError {
    /// Its path in the folder of templates.
    pub template: String,
    /// From 1.
    pub line: Option<usize>,
    /// What is wrong, and with which event.
    pub message: String,
    /// The place in the line.
    pub excerpt: Option<Excerpt>,
}

/// A place in a line of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Excerpt {
    /// In characters, from 1.
    pub column: usize,
    /// The whole line.
    pub text: String,
    /// In characters.
    pub width: usize,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "template {}", self.template)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        let Some(excerpt) = &self.excerpt else {
            return write!(f, ": {}", self.message);
        };
        let Excerpt { column, width, .. } = *excerpt;
        // Other control characters would be obeyed by terminals.
        let text = excerpt.text.replace(char::is_control, " ");
        let (margin, mark) = (" ".repeat(column - 1), "^".repeat(width));
        write!(
            f,
            ":{column}: {}\n  | {text}\n  | {margin}{mark}",
            self.message
        )
    }
}

impl std::error::Error for TemplateError {}
