//! Reading and checking a catalog.

use crate::assemble;
use crate::catalog::Catalog;
use crate::config::RuleLevels;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Level};
use crate::findings::Findings;
use crate::names::Language;
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

/// What [`check_with`] is told beside the catalog.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// How rules are reported.
    pub levels: RuleLevels,
    /// The languages in which names must not become the same.
    pub languages: Vec<Language>,
}

/// Every rule as it is by default, every language.
impl Default for CheckOptions {
    fn default() -> Self {
        Self {
            levels: RuleLevels::default(),
            languages: Language::ALL.to_vec(),
        }
    }
}

impl CheckOptions {
    /// For those who generate no code from the catalog.
    pub fn without_languages() -> Self {
        Self {
            languages: Vec::new(),
            ..Self::default()
        }
    }
}

/// [`check_with`] the options that hold without a `tidings.toml`: the catalog is fit for code in every language.
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
    check_with(sources, &CheckOptions::default())
}

/// Reads and checks a catalog, which is the first file of `sources`.
///
/// # Panics
///
/// When `sources` has no file; for nothing that a file holds.
pub fn check_with(sources: &Sources, options: &CheckOptions) -> Checked {
    let file = FileId::default();
    let mut findings = Findings::default();
    let bytes = sources.bytes(file);
    let mut checked = Checked::default();
    if file_too_large::check(file, bytes, &mut findings)
        && let Some(text) = not_utf_8::check(file, bytes, &mut findings)
    {
        (checked.catalog, checked.events) = check_text(file, text, options, &mut findings);
    }
    checked.diagnostics = findings.into_diagnostics();
    checked
}

/// The catalog, and how many events were seen.
fn check_text(
    file: FileId,
    text: &str,
    options: &CheckOptions,
    findings: &mut Findings,
) -> (Option<Catalog>, usize) {
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
    let context = Context::new(text, &declared, options, &suggestions);
    rules::check(&context, findings);
    findings.apply(&options.levels);
    let subjects = assemble::subjects(&context);
    let events = declared.events.len();
    let catalog = (!findings.has_errors()).then(|| assemble::catalog(declared, subjects));
    (catalog, events)
}
