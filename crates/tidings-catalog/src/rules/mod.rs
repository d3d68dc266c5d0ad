//! The rules, one file each: what is checked, why, and its documentation.

use crate::diagnostic::Level;

/// Something that a catalog is checked for.
#[derive(Debug)]
pub struct Rule {
    /// Stable, as `TD401`.
    pub code: &'static str,
    /// As in `allow`: `past-tense-name`.
    pub name: &'static str,
    /// How its findings are reported.
    pub level: Level,
    /// One line.
    pub summary: &'static str,
    /// What it does, why that is bad, an example; Markdown.
    pub docs: &'static str,
    /// Whether an event's `allow` may name it. Only warnings can be.
    pub silenceable: bool,
}

/// Every rule, in the order of codes.
pub fn all() -> &'static [&'static Rule] {
    &[]
}

/// The rule with this code (`TD401`, in any case) or name.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    all()
        .iter()
        .copied()
        .find(|rule| rule.code.eq_ignore_ascii_case(code_or_name) || rule.name == code_or_name)
}
