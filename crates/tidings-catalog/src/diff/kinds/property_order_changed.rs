//! Properties in another order.

use std::collections::HashMap;

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::{EventPair, PropertyPair};
use crate::diff::words::code;
use crate::{Property, PropertyType};

pub(super) static KIND: Kind = Kind {
    name: "property-order-changed",
    summary: "the properties of an event are in another order",
    cases: &[&SILENT, &LOUD],
    docs: "The order of the properties that BASE and HEAD have in common, which is that of the arguments of generated functions in
Rust and Go.

Add properties at the end, and leave the others where they are.",
};

static SILENT: Case = Case {
    when: "two properties of one type change places",
    classes: &[Class::Source],
    why: "code that calls generated functions still compiles, and gives each the value of the other",
};

static LOUD: Case = Case {
    when: "only properties of different types do",
    classes: &[Class::Source],
    why: "code that calls generated functions does not compile any more",
};

pub(super) fn compare(event: &EventPair<'_>, changes: &mut Vec<Change>) {
    let pairs: Vec<&PropertyPair<'_>> = event.common().collect();
    let places: HashMap<&str, usize> = event
        .head
        .properties
        .iter()
        .enumerate()
        .map(|(place, property)| (&*property.name.value, place))
        .collect();
    let place = |pair: &PropertyPair<'_>| places[&*pair.head.name.value];
    let Some(moved) = first_descent(pairs.iter().copied(), place) else {
        return;
    };
    let (case, (one, other)) = match first_swap(&pairs, place) {
        Some(swapped) => (&SILENT, swapped),
        None => (&LOUD, moved),
    };
    let what = format!(
        "the properties {} and {} of {} change places",
        code(&one.base.name),
        code(&other.base.name),
        event.title()
    );
    let order = |property: fn(&PropertyPair<'_>) -> String,
                 pairs: &[&PropertyPair<'_>]|
     -> Vec<String> { pairs.iter().map(|pair| property(pair)).collect() };
    let from = order(|pair| pair.base.name.value.clone(), &pairs);
    let mut pairs = pairs;
    pairs.sort_by_key(|pair| place(pair));
    let to = order(|pair| pair.head.name.value.clone(), &pairs);
    changes.push(
        event
            .change(&KIND, case, what)
            .values(from, to)
            .places(one.base.name.span, one.head.name.span),
    );
}

/// Two neighbours in BASE of which the second one comes first in HEAD.
fn first_descent<'p, 'c>(
    pairs: impl Iterator<Item = &'p PropertyPair<'c>>,
    place: impl Fn(&PropertyPair<'_>) -> usize,
) -> Option<(&'p PropertyPair<'c>, &'p PropertyPair<'c>)>
where
    'c: 'p,
{
    let mut before: Option<&PropertyPair<'_>> = None;
    for pair in pairs {
        if let Some(before) = before.filter(|before| place(before) > place(pair)) {
            return Some((before, pair));
        }
        before = Some(pair);
    }
    None
}

/// The same among those whose values a compiler takes for each other.
fn first_swap<'p, 'c>(
    pairs: &[&'p PropertyPair<'c>],
    place: impl Fn(&PropertyPair<'_>) -> usize,
) -> Option<(&'p PropertyPair<'c>, &'p PropertyPair<'c>)> {
    let mut of_type = HashMap::<_, Vec<&PropertyPair<'_>>>::new();
    for pair in pairs {
        let types = argument(pair.base).zip(argument(pair.head));
        if let Some(types) = types.filter(|(base, head)| base == head) {
            of_type.entry(types).or_default().push(pair);
        }
    }
    let swaps = of_type
        .into_values()
        .filter_map(|pairs| first_descent(pairs.into_iter(), &place));
    swaps.min_by_key(|(one, _)| place(one))
}

/// What a compiler sees of a property; nothing for an enumeration, of which each has a type of its own.
fn argument(property: &Property) -> Option<(PropertyType, bool)> {
    let property_type = match property.property_type.value {
        PropertyType::Int64 => PropertyType::Integer,
        other => other,
    };
    property
        .values
        .is_empty()
        .then_some((property_type, property.optional))
}
