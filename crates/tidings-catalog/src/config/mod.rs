//! `tidings.toml`: its text in; which catalog, what is generated from it, how rules are reported, and findings with
//! places in that file, out.

mod levels;
mod reader;
mod toml;

use crate::check::CheckOptions;
use crate::diagnostic::{Diagnostic, Level};
use crate::findings::Findings;
use crate::names::Language;
use crate::rules::{file_too_large, not_utf_8};
use crate::source::{FileId, Sources, Span, Spanned};

pub use levels::{RuleLevel, RuleLevels};

/// What a `tidings.toml` says.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The catalog's files and folders, relative to the file; none when it does not say.
    pub catalog: Vec<Spanned<String>>,
    /// What to generate, in the order of the file.
    pub targets: Vec<TargetConfig>,
    /// How rules are reported.
    pub levels: RuleLevels,
}

/// A `[[target]]`.
#[derive(Debug, Clone)]
pub struct TargetConfig {
    /// One of the names that [`read_config`] was told.
    pub kind: Spanned<String>,
    /// The file or folder to write, relative to the file.
    pub out: Spanned<String>,
    /// The target's settings by name; numbers and truths as their text.
    pub settings: Vec<(String, Spanned<String>)>,
    /// The whole table's header.
    pub span: Span,
}

/// A target that a `tidings.toml` can name, and its settings.
#[derive(Debug, Clone, Copy)]
pub struct TargetKind {
    pub name: &'static str,
    pub settings: &'static [&'static str],
}

/// What [`read_config`] found.
#[derive(Debug)]
pub struct ReadConfig {
    /// What the file says, unless a finding is an error.
    pub config: Option<Config>,
    /// Every finding, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Config {
    /// How the catalog is to be checked: names may not collide in the languages of the targets, in any without targets.
    pub fn check_options(&self) -> CheckOptions {
        let languages = Language::ALL.into_iter().filter(|language| {
            let is_target = |target: &TargetConfig| *target.kind.value == *language.target();
            self.targets.is_empty() || self.targets.iter().any(is_target)
        });
        CheckOptions {
            levels: self.levels.clone(),
            languages: languages.collect(),
        }
    }
}

/// Reads a `tidings.toml`, which is one of `sources`.
///
/// ```
/// use tidings_catalog::config::{TargetKind, read_config};
/// use tidings_catalog::{FileId, Sources};
///
/// let kinds = [TargetKind { name: "rust", settings: &[] }];
/// let sources = Sources::single("tidings.toml", "[[target]]\nkind = \"rust\"\nout = \"src/events.rs\"\n");
/// let read = read_config(&sources, FileId::default(), &kinds);
/// assert_eq!(read.config.expect("no error in it").targets[0].out.value, "src/events.rs");
/// ```
pub fn read_config(sources: &Sources, file: FileId, kinds: &[TargetKind]) -> ReadConfig {
    let mut findings = Findings::default();
    let bytes = sources.bytes(file);
    let mut config = None;
    if file_too_large::check(file, bytes, 0, &mut findings)
        && let Some(text) = not_utf_8::check(file, bytes, &mut findings)
    {
        config = reader::read(file, text, kinds, &mut findings);
    }
    let diagnostics = findings.into_diagnostics();
    let errors = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.level == Level::Error);
    ReadConfig {
        config: config.filter(|_| !errors),
        diagnostics,
    }
}
