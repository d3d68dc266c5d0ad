//! What is shown of comparisons.

use super::change::{Change, Summary};
use super::class::Class;
use crate::source::Sources;

/// A catalog compared with one or several others.
#[derive(Debug)]
pub struct Report<'s> {
    pub comparisons: Vec<Comparison<'s>>,
    /// The files of HEAD.
    pub head: &'s Sources,
    /// Changes of this class, or a graver one, are failures; none are.
    pub fail_on: Option<Class>,
}

/// A comparison with one BASE.
#[derive(Debug)]
pub struct Comparison<'s> {
    /// What BASE is called, where there are several.
    pub against: Option<String>,
    /// The files of BASE.
    pub base: &'s Sources,
    pub changes: Vec<Change>,
}

impl Report<'_> {
    /// Every change, with the comparison that found it.
    pub fn changes(&self) -> impl Iterator<Item = (&Comparison<'_>, &Change)> {
        let of_each = |comparison| changes_of(comparison);
        self.comparisons.iter().flat_map(of_each)
    }

    pub fn summary(&self) -> Summary {
        Summary::of(self.changes().map(|(_, change)| change))
    }

    /// Whether the change is one for which the report fails.
    pub fn fails_for(&self, change: &Change) -> bool {
        self.fail_on.is_some_and(|class| change.is_at_least(class))
    }

    pub fn fails(&self) -> bool {
        self.changes().any(|(_, change)| self.fails_for(change))
    }
}

fn changes_of<'r, 's>(
    comparison: &'r Comparison<'s>,
) -> impl Iterator<Item = (&'r Comparison<'s>, &'r Change)> {
    comparison
        .changes
        .iter()
        .map(move |change| (comparison, change))
}
