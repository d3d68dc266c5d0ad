//! Properties of one event: by name, by an old name, else by type and likeness.

use std::collections::HashMap;

use super::by_name::Partners;
use super::likeness::{self, Budget, Single};
use crate::catalog::{EventDefinition, Property};
use crate::diff::pair::{Matched, PropertyPair, Rename};
use crate::template::{Piece, pieces};

/// The properties of both events.
pub(super) fn properties<'c>(
    base: &'c EventDefinition,
    head: &'c EventDefinition,
    budget: &Budget,
) -> Vec<Matched<'c, Property, PropertyPair<'c>>> {
    let mut partners = Partners::by_name(&base.properties, &head.properties);
    partners.by_old_name(&base.properties, &head.properties);
    let (removed, added) = partners.left();
    if !removed.is_empty() && !added.is_empty() {
        let singles = |places: &[usize], event: &'c EventDefinition| -> Vec<Single<'c>> {
            let properties = places.iter().map(|&place| &event.properties[place]);
            properties.map(single).collect()
        };
        let (ones, others) = (singles(&removed, base), singles(&added, head));
        let message = same_places(base, head);
        let likeness = |one: usize, other: usize| {
            let (one, other) = (
                &base.properties[removed[one]],
                &head.properties[added[other]],
            );
            likeness(one, other, &message)
        };
        for (one, other) in likeness::pairs(&ones, &others, budget, likeness) {
            partners.join(removed[one], added[other], Some(Rename::Probable));
        }
    }
    partners.matched(&base.properties, &head.properties, |base, head, rename| {
        PropertyPair { base, head, rename }
    })
}

fn single(property: &Property) -> Single<'_> {
    let name = &property.name.value;
    Single {
        name,
        group: format!("{} {}", property.property_type.name(), property.optional),
        words: name.split('_').collect(),
        length: name.len(),
    }
}

/// Those that stand in the same place of messages that are otherwise the same, or have the same description, are the
/// same; else their names decide.
fn likeness(one: &Property, other: &Property, places: &HashMap<&str, &str>) -> f64 {
    let description = |property: &Property| Some(property.description.as_ref()?.value.clone());
    let is_described_alike = description(one).is_some_and(|text| Some(text) == description(other));
    let stands_alike = places.get(&*one.name.value) == Some(&&*other.name.value);
    let certain = f64::from(u8::from(is_described_alike || stands_alike));
    let names = names(&one.name, &other.name);
    if certain > 0.0 {
        0.9 + 0.1 * names
    } else {
        0.9 * names
    }
}

/// How alike two names are; a name with words before or after it is more like itself than its length says.
fn names(one: &str, other: &str) -> f64 {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let after = long
        .strip_prefix(short)
        .is_some_and(|rest| rest.starts_with('_'));
    let before = long
        .strip_suffix(short)
        .is_some_and(|rest| rest.ends_with('_'));
    let least = if after || before { 0.75 } else { 0.0 };
    strsim::normalized_levenshtein(one, other).max(least)
}

/// Which placeholder of HEAD stands where one of BASE does, when the text around them all is the same.
fn same_places<'c>(
    base: &'c EventDefinition,
    head: &'c EventDefinition,
) -> HashMap<&'c str, &'c str> {
    let (mut ones, mut others) = (pieces(&base.message), pieces(&head.message));
    let (mut places, mut back) = (HashMap::new(), HashMap::new());
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return places,
            (Some(Piece::Text(one)), Some(Piece::Text(other))) if one == other => {}
            (
                Some(Piece::Placeholder { name: one, .. }),
                Some(Piece::Placeholder { name: other, .. }),
            ) if *places.entry(one).or_insert(other) == other
                && *back.entry(other).or_insert(one) == one => {}
            _ => return HashMap::new(),
        }
    }
}
