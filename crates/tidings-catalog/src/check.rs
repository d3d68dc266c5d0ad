//! Reading and checking a catalog.

use crate::assemble;
use crate::catalog::Catalog;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Level};
use crate::findings::Findings;
use crate::read::Reader;
use crate::rules::{self, empty_catalog, file_too_large, not_utf_8};
use crate::source::{FileId, Sources};
use crate::suggest::Suggestions;
use crate::yaml::{self, Parsed};

/// What [`check`] found.
#[derive(Debug, Default)]
pub struct Checked {
    /// The catalog, unless a finding is an error.
    pub catalog: Option<Catalog>,
    /// Every finding, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// How many entries of `x-events` were seen, wrong ones included.
    pub events: usize,
}

impl Checked {
    pub fn errors(&self) -> usize {
        self.count(Level::Error)
    }

    pub fn warnings(&self) -> usize {
        self.count(Level::Warning)
    }

    fn count(&self, level: Level) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.level == level)
            .count()
    }
}

/// Reads and checks a catalog, which is the first file of `sources`.
///
/// ```
/// use tidings_catalog::{Sources, check};
///
/// let sources = Sources::single("events.yaml", "x-events:\n- name: host_bound\n");
/// let checked = check(&sources);
/// assert!(checked.catalog.is_none());
/// assert_eq!(checked.events, 1);
/// assert_eq!(checked.diagnostics[0].message, "event `host_bound` has no `message`");
/// ```
///
/// # Panics
///
/// When `sources` has no file; for nothing that a file holds.
pub fn check(sources: &Sources) -> Checked {
    let file = FileId::default();
    let mut findings = Findings::default();
    let bytes = sources.bytes(file);
    let mut checked = Checked::default();
    if file_too_large::check(file, bytes, &mut findings)
        && let Some(text) = not_utf_8::check(file, bytes, &mut findings)
    {
        (checked.catalog, checked.events) = check_text(file, text, &mut findings);
    }
    checked.diagnostics = findings.into_diagnostics();
    checked
}

/// The catalog, and how many events were seen.
fn check_text(file: FileId, text: &str, findings: &mut Findings) -> (Option<Catalog>, usize) {
    let root = match yaml::parse(file, text, findings) {
        Parsed::Document(root) => root,
        Parsed::Empty => {
            empty_catalog::report(file, findings);
            return (None, 0);
        }
        Parsed::Unreadable => return (None, 0),
    };
    let suggestions = Suggestions::default();
    let declared = Reader::new(findings, &suggestions).catalog(&root);
    drop(root);
    let Some(declared) = declared else {
        return (None, 0);
    };
    let context = Context::new(text, &declared, &suggestions);
    rules::check(&context, findings);
    let subjects = assemble::subjects(&context);
    let events = declared.events.len();
    let catalog = (!findings.has_errors()).then(|| assemble::catalog(declared, subjects));
    (catalog, events)
}
