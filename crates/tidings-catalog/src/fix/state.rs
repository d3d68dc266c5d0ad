use std::collections::{BTreeMap, BTreeSet};

use crate::check::{CheckOptions, Checked, check_placed};
use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::rules::duplicate_key;
use crate::source::{FileId, Sources, Span};

use super::{Expected, Fixes};

/// Texts, and what is found in them.
#[derive(Debug)]
pub(super) struct State {
    pub(super) sources: Sources,
    pub(super) checked: Checked,
    /// Where the events stand, in the order of the texts.
    events: Vec<Span>,
}

/// The event by its place in `x-events`; none for what is outside of events.
type Part = Option<usize>;

/// Errors in the YAML itself, errors, and all findings.
type Counts = BTreeMap<Part, (usize, usize, usize)>;

impl State {
    pub(super) fn new(sources: Sources, options: &CheckOptions) -> Self {
        let (checked, events) = check_placed(&sources, options);
        Self {
            sources,
            checked,
            events,
        }
    }

    /// The findings that have a fix.
    pub(super) fn fixes(&self) -> Fixes {
        let diagnostics = self.checked.diagnostics.iter().enumerate();
        diagnostics
            .filter(|(_, diagnostic)| diagnostic.fix.is_some())
            .map(|(index, _)| index)
            .collect()
    }

    pub(super) fn fix(&self, finding: usize) -> &Fix {
        let fix = self.checked.diagnostics[finding].fix.as_ref();
        fix.expect("only findings with a fix are listed")
    }

    pub(super) fn file_of(&self, finding: usize) -> FileId {
        self.checked.diagnostics[finding].span.file
    }

    /// Which parts are to blame when this state, which came of these fixes of `base`'s findings, is worse in a
    /// part than `before`; none when it is in no part. Nobody is when it cannot be told.
    pub(super) fn blamed(
        &self,
        base: &Self,
        before: &Self,
        fixes: &Fixes,
        expected: Expected,
    ) -> Option<BTreeSet<Part>> {
        if self.events.len() != before.events.len() {
            let errors = (self.checked.errors(), before.checked.errors());
            return (errors.0 > errors.1).then(BTreeSet::new);
        }
        let tried: BTreeSet<Part> = fixes.iter().map(|&fix| base.part_of(fix)).collect();
        let worse = self.worse(base, before, fixes, expected);
        let suspects = worse.iter().flat_map(|&part| self.suspects(part, &tried));
        (!worse.is_empty()).then(|| suspects.collect())
    }

    /// The parts with more errors or findings than `before`, and those where a finding is still there that was fixed.
    fn worse(
        &self,
        base: &Self,
        before: &Self,
        fixes: &Fixes,
        expected: Expected,
    ) -> BTreeSet<Part> {
        let (mut most, after) = (before.counts(), self.counts());
        let mut spared = BTreeSet::new();
        let mut others = fixes.clone();
        others.retain(|&fix| {
            let one_for_one = expected == Expected::OneForOne;
            base.is_error(fix) && !(one_for_one && spared.insert(base.part_of(fix)))
        });
        for fix in others {
            if let Some((_, errors, _)) = most.get_mut(&base.part_of(fix)) {
                *errors = errors.saturating_sub(1);
            }
        }
        let grown = after
            .iter()
            .filter(|(part, count)| *count > most.get(part).unwrap_or(&(0, 0, 0)))
            .map(|(part, _)| *part);
        let mut left: BTreeMap<_, isize> = BTreeMap::new();
        for finding in &self.checked.diagnostics {
            *left.entry(self.kind(finding)).or_default() += 1;
        }
        for finding in &before.checked.diagnostics {
            *left.entry(before.kind(finding)).or_default() -= 1;
        }
        for &fix in fixes {
            let kind = base.kind(&base.checked.diagnostics[fix]);
            *left.entry(kind).or_default() += 1;
        }
        let fixed = fixes.iter().map(|&fix| &base.checked.diagnostics[fix]);
        let vain = fixed
            .map(|finding| base.kind(finding))
            .filter(|kind| left[kind] > 0)
            .map(|(part, ..)| part);
        grown.chain(vain).collect()
    }

    /// Which of the parts where fixes were tried may have made this one worse: itself; or what its findings point at; or
    /// what is outside of events.
    fn suspects(&self, worse: Part, tried: &BTreeSet<Part>) -> BTreeSet<Part> {
        if tried.contains(&worse) {
            return BTreeSet::from([worse]);
        }
        let findings = self.checked.diagnostics.iter();
        let labelled = findings
            .filter(|finding| self.part(finding.span) == worse)
            .flat_map(|finding| finding.labels.iter().map(|label| self.part(label.span)))
            .filter(|part| tried.contains(part));
        let labelled: BTreeSet<Part> = labelled.collect();
        match labelled.is_empty() {
            true => tried.get(&None).copied().into_iter().collect(),
            false => labelled,
        }
    }

    /// What is to be tried instead of all these fixes, the last one first: those that are not to blame; the halves of what
    /// is to blame in each part; then single ones, which others may have put in a bad light. Without others they are
    /// guilty: the second answer.
    pub(super) fn parts(&self, fixes: Fixes, blamed: &BTreeSet<Part>) -> (Vec<Fixes>, Fixes) {
        let count = fixes.len();
        let mut others = Fixes::new();
        let mut by_part: BTreeMap<Part, Fixes> = BTreeMap::new();
        for fix in fixes {
            let part = self.part_of(fix);
            if blamed.contains(&part) {
                by_part.entry(part).or_default().push(fix);
            } else {
                others.push(fix);
            }
        }
        if by_part.is_empty() {
            let second = others.split_off(count / 2);
            by_part.insert(None, others);
            others = second;
        }
        let (mut single, mut first, mut second) = (Fixes::new(), Fixes::new(), Fixes::new());
        for mut fixes in by_part.into_values() {
            match fixes.len() {
                1 => single.append(&mut fixes),
                length => {
                    second.append(&mut fixes.split_off(length / 2));
                    first.append(&mut fixes);
                }
            }
        }
        if single.len() == count {
            return (Vec::new(), single);
        }
        let parts = [single, second, first, others].into_iter();
        (
            parts.filter(|part| !part.is_empty()).collect(),
            Fixes::new(),
        )
    }

    fn kind<'s>(&self, finding: &'s Diagnostic) -> (Part, &'static str, &'s str) {
        (self.part(finding.span), finding.code, &finding.message)
    }

    fn is_error(&self, finding: usize) -> bool {
        self.checked.diagnostics[finding].level == Level::Error
    }

    fn part_of(&self, finding: usize) -> Part {
        self.part(self.checked.diagnostics[finding].span)
    }

    fn part(&self, place: Span) -> Part {
        let begun = self
            .events
            .partition_point(|event| (event.file, event.start) <= (place.file, place.start));
        let event = begun.checked_sub(1)?;
        self.events[event].has(place).then_some(event)
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::new();
        for finding in &self.checked.diagnostics {
            let (yaml, errors, all) = counts.entry(self.part(finding.span)).or_default();
            *yaml += usize::from(finding.code < duplicate_key::RULE.code);
            *errors += usize::from(finding.level == Level::Error);
            *all += 1;
        }
        counts
    }
}
