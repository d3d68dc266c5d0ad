//! Finding the same by its name.

use std::collections::HashMap;

use crate::catalog::{EventDefinition, Property};
use crate::diff::pair::{Matched, Rename};

/// What catalogs name.
pub(super) trait Named {
    fn name(&self) -> &str;
}

impl Named for EventDefinition {
    fn name(&self) -> &str {
        &self.name.value
    }
}

impl Named for Property {
    fn name(&self) -> &str {
        &self.name.value
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

fn places<T: Named>(items: &[T]) -> HashMap<&str, usize> {
    let names = items.iter().enumerate();
    names.map(|(index, item)| (item.name(), index)).collect()
}
