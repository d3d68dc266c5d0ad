//! Reading and checking a catalog.

use crate::assemble;
use crate::catalog::Catalog;
use crate::config::RuleLevels;
use crate::context::Context;
use crate::declared::DeclaredFile;
use crate::diagnostic::{Diagnostic, Level};
use crate::findings::Findings;
use crate::merge;
use crate::names::Language;
use crate::read::Reader;
use crate::rules::{self, empty_catalog, file_too_large, not_utf_8};
use crate::source::{FileId, Sources, Span};
use crate::suggest::Suggestions;
use crate::yaml::{self, Parsed};

/// What [`check`] found.
#[derive(Debug, Default)]
pub struct Checked {
    /// The catalog, unless a finding is an error.
    pub catalog: Option<Catalog>,
    /// Every finding, in the order of the files and their texts.
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

    /// Names must not become the same in this language either.
    pub fn add_language(&mut self, language: Language) {
        if !self.languages.contains(&language) {
            self.languages.push(language);
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

/// Reads and checks a catalog, which is all files of `sources` together.
///
/// # Panics
///
/// When `sources` has no file; for nothing that a file holds.
pub fn check_with(sources: &Sources, options: &CheckOptions) -> Checked {
    check_placed(sources, options).0
}

/// [`check_with`], and where the entries of `x-events` stand.
pub(crate) fn check_placed(sources: &Sources, options: &CheckOptions) -> (Checked, Vec<Span>) {
    assert!(sources.files().len() > 0, "a catalog has a file");
    let mut findings = Findings::default();
    let texts = texts(sources, &mut findings);
    let (catalog, events) = check_texts(&texts, options, &mut findings);
    let checked = Checked {
        catalog,
        diagnostics: findings.into_diagnostics(),
        events: events.len(),
    };
    (checked, events)
}

/// Of each file; none where a finding says why it is not looked at.
fn texts<'a>(sources: &'a Sources, findings: &mut Findings) -> Vec<Option<&'a str>> {
    let mut before = 0;
    let text = |file| {
        let bytes = sources.bytes(file);
        let fits = file_too_large::check(file, bytes, before, findings);
        before += bytes.len();
        fits.then(|| not_utf_8::check(file, bytes, findings))?
    };
    sources.files().map(text).collect()
}

/// The catalog, and the places of the events that were seen.
fn check_texts(
    texts: &[Option<&str>],
    options: &CheckOptions,
    findings: &mut Findings,
) -> (Option<Catalog>, Vec<Span>) {
    let suggestions = Suggestions::default();
    let alone = texts.len() == 1;
    let files = (0..).map(FileId).zip(texts).map(|(file, text)| {
        let text = (*text)?;
        read(file, text, alone, findings, &suggestions)
    });
    let files = files.collect();
    let declared = merge::files(files, findings);
    let texts: Vec<&str> = texts.iter().map(|text| text.unwrap_or_default()).collect();
    let context = Context::new(&texts, &declared, options, &suggestions);
    rules::check(&context, findings);
    findings.apply(&options.levels);
    let subjects = assemble::subjects(&context);
    let events = declared.events.iter().map(|event| event.span).collect();
    let catalog = (!findings.has_errors()).then(|| assemble::catalog(declared, subjects));
    (catalog, events)
}

/// What a file declares; none where a finding says why nothing could be read.
fn read<'a>(
    file: FileId,
    text: &'a str,
    alone: bool,
    findings: &mut Findings,
    suggestions: &Suggestions,
) -> Option<DeclaredFile<'a>> {
    match yaml::parse(file, text, findings) {
        Parsed::Document(root) => Reader::new(text, findings, suggestions).file(&root, alone),
        Parsed::Empty => {
            empty_catalog::report(file, findings);
            None
        }
        Parsed::Unreadable => None,
    }
}
