//! Finding the same by its name, or by one that it had.

use std::collections::HashMap;

use crate::Spanned;
use crate::catalog::{EventDefinition, Property};
use crate::diff::pair::{Matched, Rename};

/// What catalogs name.
pub(super) trait Named {
    fn name(&self) -> &str;

    /// The names that it had before.
    fn formerly(&self) -> &[Spanned<String>];
}

impl Named for EventDefinition {
    fn name(&self) -> &str {
        &self.name.value
    }

    fn formerly(&self) -> &[Spanned<String>] {
        &self.formerly
    }
}

impl Named for Property {
    fn name(&self) -> &str {
        &self.name.value
    }

    fn formerly(&self) -> &[Spanned<String>] {
        &self.formerly
    }
}

/// Who is whose partner, by places in the two lists.
pub(super) struct Partners {
    /// For each of BASE.
    of_base: Vec<Option<(usize, Option<Rename>)>>,
    /// For each of HEAD.
    head_is_taken: Vec<bool>,
}

impl Partners {
    /// Those that have the same name.
    pub(super) fn by_name<T: Named>(base: &[T], head: &[T]) -> Self {
        let mut partners = Self {
            of_base: vec![None; base.len()],
            head_is_taken: vec![false; head.len()],
        };
        let is_same = |(one, other): (&T, &T)| one.name() == other.name();
        if base.len() == head.len() && base.iter().zip(head).all(is_same) {
            (0..base.len()).for_each(|index| partners.join(index, index, None));
            return partners;
        }
        let places = places(head);
        for (index, item) in base.iter().enumerate() {
            if let Some(&other) = places.get(item.name()) {
                partners.join(index, other, None);
            }
        }
        partners
    }

    /// Those of the rest of which one says that it had the other's name: HEAD of what was renamed, BASE of what was renamed
    /// back.
    pub(super) fn by_old_name<T: Named>(&mut self, base: &[T], head: &[T]) {
        let is_renamed = |item: &T| !item.formerly().is_empty();
        if !base.iter().chain(head).any(is_renamed) {
            return;
        }
        let (removed, added) = self.left();
        let forth = claims(&added, head, &removed, base);
        let back = claims(&removed, base, &added, head);
        let mut pairs: Vec<_> = forth.map(|(head, base)| (base, head)).chain(back).collect();
        // In an order that is the same both ways.
        pairs.sort_by_key(|&(one, other)| {
            let (one, other) = (base[one].name(), head[other].name());
            (one.min(other), one.max(other))
        });
        for (one, other) in pairs {
            if self.of_base[one].is_none() && !self.head_is_taken[other] {
                self.join(one, other, Some(Rename::Certain));
            }
        }
    }

    pub(super) fn join(&mut self, base: usize, head: usize, rename: Option<Rename>) {
        self.of_base[base] = Some((head, rename));
        self.head_is_taken[head] = true;
    }

    /// The places in BASE, and those in HEAD, that have no partner.
    pub(super) fn left(&self) -> (Vec<usize>, Vec<usize>) {
        let base = (0..self.of_base.len()).filter(|&index| self.of_base[index].is_none());
        let head = (0..self.head_is_taken.len()).filter(|&index| !self.head_is_taken[index]);
        (base.collect(), head.collect())
    }

    /// In the order of BASE, then what is new in the order of HEAD.
    pub(super) fn matched<'c, T, P>(
        self,
        base: &'c [T],
        head: &'c [T],
        mut pair: impl FnMut(&'c T, &'c T, Option<Rename>) -> P,
    ) -> Vec<Matched<'c, T, P>> {
        let of_base = self.of_base.into_iter().zip(base);
        let mut matched: Vec<_> = of_base
            .map(|(partner, item)| match partner {
                Some((other, rename)) => Matched::Both(pair(item, &head[other], rename)),
                None => Matched::Removed(item),
            })
            .collect();
        let of_head = self.head_is_taken.into_iter().zip(head);
        matched.extend(
            of_head
                .filter(|(taken, _)| !taken)
                .map(|(_, item)| Matched::Added(item)),
        );
        matched
    }
}

/// The places of items that say so, each with that of one whose name it had.
fn claims<'c, T: Named>(
    claimants: &'c [usize],
    items: &'c [T],
    places: &[usize],
    others: &'c [T],
) -> impl Iterator<Item = (usize, usize)> {
    let known: HashMap<&str, usize> = places
        .iter()
        .map(|&place| (others[place].name(), place))
        .collect();
    claimants.iter().flat_map(move |&place| {
        let old = items[place].formerly().iter();
        let found: Vec<_> = old
            .filter_map(|old| known.get(&*old.value))
            .map(|&other| (place, other))
            .collect();
        found
    })
}

fn places<T: Named>(items: &[T]) -> HashMap<&str, usize> {
    let names = items.iter().enumerate();
    names.map(|(index, item)| (item.name(), index)).collect()
}
