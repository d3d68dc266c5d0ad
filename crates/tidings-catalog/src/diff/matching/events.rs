//! Events: by name, by an old name, else by type, properties and message.

use std::collections::HashSet;
use std::fmt::Write;

use super::by_name::Partners;
use super::likeness::{self, Budget, Single};
use super::properties;
use crate::catalog::{Catalog, EventDefinition};
use crate::diff::pair::{EventPair, Matched, Rename};

/// The events of both catalogs.
pub(in crate::diff) fn events<'c>(
    base: &'c Catalog,
    head: &'c Catalog,
) -> Vec<Matched<'c, EventDefinition, EventPair<'c>>> {
    let budget = Budget::default();
    let mut partners = Partners::by_name(&base.events, &head.events);
    partners.by_old_name(&base.events, &head.events);
    let (mut removed, mut added) = partners.left();
    // What the other catalog retired is gone, whatever resembles it.
    drop_retired(&mut removed, base, head);
    drop_retired(&mut added, head, base);
    if !removed.is_empty() && !added.is_empty() {
        let singles = |places: &[usize], catalog: &'c Catalog| -> Vec<Single<'c>> {
            let events = places.iter().map(|&place| &catalog.events[place]);
            events.map(single).collect()
        };
        let (ones, others) = (singles(&removed, base), singles(&added, head));
        let likeness = |one: usize, other: usize| likeness(&ones[one], &others[other]);
        for (one, other) in likeness::pairs(&ones, &others, &budget, likeness) {
            partners.join(removed[one], added[other], Some(Rename::Probable));
        }
    }
    partners.matched(&base.events, &head.events, |base, head, rename| EventPair {
        base,
        head,
        rename,
        properties: properties::properties(base, head, &budget),
    })
}

/// Leaves out the places of events whose names `other` lists as retired.
fn drop_retired(places: &mut Vec<usize>, catalog: &Catalog, other: &Catalog) {
    let retired = other.retired.iter();
    let retired: HashSet<&str> = retired.map(|retired| &*retired.name.value).collect();
    places.retain(|&place| !retired.contains(&*catalog.events[place].name.value));
}

fn single(event: &EventDefinition) -> Single<'_> {
    let words: Vec<&str> = event.message.split_whitespace().collect();
    Single {
        name: &event.name,
        group: group(event),
        length: words.len(),
        words,
    }
}

/// What a renamed event keeps: its type, and its properties with their types, in any order.
fn group(event: &EventDefinition) -> String {
    let mut properties: Vec<_> = event
        .properties
        .iter()
        .map(|property| (&property.name.value, property.property_type.name()))
        .collect();
    properties.sort_unstable();
    let mut group = event.event_type.value.clone();
    for (name, property_type) in properties {
        write!(group, " {name}:{property_type}").expect("writing to a String does not fail");
    }
    group
}

/// How alike the messages are; where that does not decide, the names.
fn likeness(one: &Single<'_>, other: &Single<'_>) -> f64 {
    let longest = one.words.len().max(other.words.len());
    let distance = strsim::generic_levenshtein(&one.words, &other.words);
    let messages = 1.0 - distance as f64 / longest.max(1) as f64;
    if messages < likeness::LEAST {
        return messages;
    }
    0.9 * messages + 0.1 * strsim::normalized_levenshtein(one.name, other.name)
}
