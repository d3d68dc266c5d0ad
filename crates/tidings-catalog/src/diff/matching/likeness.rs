//! Who is probably whom, by likeness; the same whichever side is called removed. Catalogs may be large and hostile, so
//! not everybody is compared with everybody, and all comparisons of a run share one budget.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Somebody who has no partner.
pub(super) struct Single<'c> {
    pub(super) name: &'c str,
    /// Only members of the same group are compared.
    pub(super) group: String,
    /// What is alike in those who are the same. In large groups, only those who share a rare word are compared.
    pub(super) words: Vec<&'c str>,
    /// Of a comparison with somebody who is as long.
    pub(super) length: usize,
}

/// Less likeness is none.
pub(super) const LEAST: f64 = 0.5;

/// Everybody is compared in groups of this many pairs.
const FEW_PAIRS: usize = 1024;

/// In larger ones, those who share a word of which there are no more pairs.
const RARE_PAIRS: usize = 16;

/// In compared pairs of words or letters: a fraction of a second.
const BUDGET: usize = 20_000_000;

/// What may still be spent on comparisons.
pub(super) struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(BUDGET))
    }
}

impl Budget {
    /// Takes the price of a comparison; whether there was enough.
    fn pays(&self, one: &Single<'_>, other: &Single<'_>) -> bool {
        let left = self.0.get().checked_sub(one.length * other.length + 16);
        self.0.set(left.unwrap_or_default());
        left.is_some()
    }
}

/// Pairs of places in the two lists, no place twice, the likest first. `likeness` is 0 to 1 and the same both ways.
pub(super) fn pairs(
    removed: &[Single<'_>],
    added: &[Single<'_>],
    budget: &Budget,
    likeness: impl Fn(usize, usize) -> f64,
) -> Vec<(usize, usize)> {
    let mut alike = Vec::new();
    for group in groups(removed, added)
        .values()
        .filter(|group| group.has_both())
    {
        for (one, other) in group.compared(removed, added) {
            if budget.pays(&removed[one], &added[other]) {
                let likeness = likeness(one, other);
                if likeness >= LEAST {
                    alike.push((likeness, one, other));
                }
            }
        }
    }
    let names = |one: usize, other: usize| {
        let (one, other) = (removed[one].name, added[other].name);
        (one.min(other), one.max(other))
    };
    alike.sort_by(|a, b| match b.0.total_cmp(&a.0) {
        Ordering::Equal => names(a.1, a.2).cmp(&names(b.1, b.2)),
        order => order,
    });
    let (mut removed_taken, mut added_taken) = (HashSet::new(), HashSet::new());
    let mut pairs = Vec::new();
    for (_, one, other) in alike {
        if !removed_taken.contains(&one) && added_taken.insert(other) {
            removed_taken.insert(one);
            pairs.push((one, other));
        }
    }
    pairs
}

/// Who shares something: places in the two lists.
#[derive(Default)]
struct Sharing {
    removed: Vec<usize>,
    added: Vec<usize>,
}

fn groups<'s>(removed: &'s [Single<'_>], added: &'s [Single<'_>]) -> BTreeMap<&'s str, Sharing> {
    let mut groups = BTreeMap::<&str, Sharing>::new();
    for (index, single) in removed.iter().enumerate() {
        groups.entry(&single.group).or_default().removed.push(index);
    }
    for (index, single) in added.iter().enumerate() {
        groups.entry(&single.group).or_default().added.push(index);
    }
    groups
}

impl Sharing {
    fn has_both(&self) -> bool {
        !self.removed.is_empty() && !self.added.is_empty()
    }

    fn pairs(&self) -> usize {
        self.removed.len() * self.added.len()
    }

    fn all(&self) -> impl Iterator<Item = (usize, usize)> {
        let with_each = |&one| self.added.iter().map(move |&other| (one, other));
        self.removed.iter().flat_map(with_each)
    }

    /// The pairs that are worth a comparison.
    fn compared(&self, removed: &[Single<'_>], added: &[Single<'_>]) -> Vec<(usize, usize)> {
        if self.pairs() <= FEW_PAIRS {
            return self.all().collect();
        }
        let mut pairs: BTreeSet<(usize, usize)> = self.same(removed, added).collect();
        let mut words = BTreeMap::<&str, Sharing>::new();
        for &index in &self.removed {
            for word in distinct(&removed[index].words) {
                words.entry(word).or_default().removed.push(index);
            }
        }
        for &index in &self.added {
            for word in distinct(&added[index].words) {
                words.entry(word).or_default().added.push(index);
            }
        }
        let rare = words
            .values()
            .filter(|sharing| sharing.pairs() <= RARE_PAIRS);
        pairs.extend(rare.flat_map(Sharing::all));
        pairs.into_iter().collect()
    }

    /// Those whose words are the same, one by one in the order of their names.
    fn same(
        &self,
        removed: &[Single<'_>],
        added: &[Single<'_>],
    ) -> impl Iterator<Item = (usize, usize)> {
        let mut texts = BTreeMap::<&[&str], Sharing>::new();
        for &index in &self.removed {
            texts
                .entry(&removed[index].words)
                .or_default()
                .removed
                .push(index);
        }
        for &index in &self.added {
            texts
                .entry(&added[index].words)
                .or_default()
                .added
                .push(index);
        }
        let in_order = |mut sharing: Sharing| {
            sharing.removed.sort_by_key(|&index| removed[index].name);
            sharing.added.sort_by_key(|&index| added[index].name);
            sharing.removed.into_iter().zip(sharing.added)
        };
        texts
            .into_values()
            .flat_map(in_order)
            .collect::<Vec<_>>()
            .into_iter()
    }
}

fn distinct<'w>(words: &[&'w str]) -> BTreeSet<&'w str> {
    words.iter().copied().collect()
}
