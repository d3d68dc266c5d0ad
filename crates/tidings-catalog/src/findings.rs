//! Collecting findings.

use std::collections::HashSet;
use std::fmt;

use crate::config::RuleLevels;
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Level};
use crate::rules::Rule;
use crate::source::{FileId, Span};

/// Every finding of a run, as they are made.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    findings: Vec<Finding>,
}

#[derive(Debug)]
struct Finding {
    diagnostic: Diagnostic,
    /// The place in `x-events` of the event whose `allow` may silence it.
    event: Option<usize>,
}

impl Findings {
    /// Adds a finding; the answer takes labels, help and fix.
    pub(crate) fn report(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(rule, span, message.into(), None)
    }

    /// Adds a finding that the event's `allow` may silence.
    pub(crate) fn report_on(
        &mut self,
        event: usize,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(rule, span, message.into(), Some(event))
    }

    fn add(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: String,
        event: Option<usize>,
    ) -> &mut Diagnostic {
        let diagnostic = Diagnostic {
            code: rule.code,
            rule: rule.name,
            level: rule.level,
            message,
            span,
            labels: Vec::new(),
            help: None,
            fix: None,
        };
        self.findings.push(Finding { diagnostic, event });
        &mut self
            .findings
            .last_mut()
            .expect("one was just added")
            .diagnostic
    }

    /// Drops the findings for which `silenced(event, rule name)` holds.
    pub(crate) fn silence(&mut self, mut silenced: impl FnMut(usize, &'static str) -> bool) {
        self.findings.retain(|finding| {
            !finding
                .event
                .is_some_and(|event| silenced(event, finding.diagnostic.rule))
        });
    }

    /// Gives each finding the level that its rule has here, and drops those of rules that are off.
    pub(crate) fn apply(&mut self, levels: &RuleLevels) {
        if levels.is_empty() {
            return;
        }
        self.findings.retain_mut(|Finding { diagnostic, .. }| {
            let level = levels.of(diagnostic.rule, diagnostic.level);
            diagnostic.level = level.unwrap_or(diagnostic.level);
            level.is_some()
        });
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.diagnostic.level == Level::Error)
    }

    /// Where the errors begin, in order.
    pub(crate) fn error_places(&self) -> ErrorPlaces {
        let errors = self
            .findings
            .iter()
            .filter(|finding| finding.diagnostic.level == Level::Error);
        let mut starts: Vec<_> = errors
            .map(|finding| (finding.diagnostic.span.file, finding.diagnostic.span.start))
            .collect();
        starts.sort_unstable();
        ErrorPlaces { starts }
    }

    /// All of them, in the order of the files and their texts; what aliases repeat, once.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut diagnostics: Vec<_> = self
            .findings
            .into_iter()
            .map(|finding| finding.diagnostic)
            .collect();
        diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        let (mut place, mut seen) = (None, HashSet::new());
        diagnostics.retain(|diagnostic| {
            let this = Some((diagnostic.span, diagnostic.code));
            if place != this {
                (place, seen) = (this, HashSet::new());
            }
            seen.insert(diagnostic.message.clone())
        });
        diagnostics
    }
}

/// Where the errors found so far begin.
pub(crate) struct ErrorPlaces {
    starts: Vec<(FileId, u32)>,
}

impl ErrorPlaces {
    pub(crate) fn any_within(&self, span: Span) -> bool {
        let first = self
            .starts
            .partition_point(|&start| start < (span.file, span.start));
        self.starts
            .get(first)
            .is_some_and(|&start| start <= (span.file, span.end))
    }
}

impl Diagnostic {
    pub(crate) fn with_label(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.labels.push(Label {
            span,
            message: message.into(),
        });
        self
    }

    pub(crate) fn with_help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Without edits there is no fix.
    pub(crate) fn with_fix(
        &mut self,
        message: impl Into<String>,
        edits: impl IntoIterator<Item = Edit>,
    ) -> &mut Self {
        let edits: Vec<_> = edits.into_iter().collect();
        self.fix = (!edits.is_empty()).then(|| Fix {
            message: message.into(),
            edits,
        });
        self
    }
}

/// Text from a catalog as it is quoted in a message: in backticks, shortened when long, so that a
/// message stays a line however long the text is.
pub(crate) fn quoted(text: &str) -> Quoted<'_> {
    Quoted(text)
}

pub(crate) struct Quoted<'t>(&'t str);

const LONGEST_QUOTE: usize = 80;

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(LONGEST_QUOTE) {
            None => write!(formatter, "`{}`", self.0),
            Some((end, _)) => write!(formatter, "`{}…`", &self.0[..end]),
        }
    }
}

/// Words for a list of choices: `a`, `b` or `c`.
pub(crate) fn choices(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| quoted(name).to_string()).collect();
    match quoted.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
