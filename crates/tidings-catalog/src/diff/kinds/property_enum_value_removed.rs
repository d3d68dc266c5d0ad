//! A value that a property cannot have any more.

use std::collections::HashSet;

use super::property_enum_value_added::list;
use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::{EventPair, PropertyPair};
use crate::diff::words::code;
use crate::{Property, Spanned};

pub(super) static KIND: Kind = Kind {
    name: "property-enum-value-removed",
    summary: "a property cannot have a value any more that it could have",
    cases: &[&REMOVED, &BOUND],
    docs: "The values of `enum`, one change for each. Without `enum`, every text is a value.",
};

static REMOVED: Case = Case {
    when: "`enum` lacks a value that it had",
    classes: &[Class::Source],
    why: "whoever sends it is refused; who reads events need not know",
};

static BOUND: Case = Case {
    when: "there was no `enum`",
    classes: &[Class::Source],
    why: "generated code has an enumeration where it had a text, and whoever sends another value is refused; who reads events need not know",
};

pub(super) fn compare(event: &EventPair<'_>, pair: &PropertyPair<'_>, changes: &mut Vec<Change>) {
    let (base, head) = (pair.base, pair.head);
    if head.values.is_empty() || base.property_type.value != head.property_type.value {
        return;
    }
    if base.values.is_empty() {
        changes.push(
            pair.change(event, &KIND, &BOUND, "takes only certain values")
                .values((), list(head)),
        );
        return;
    }
    for value in only_in(base, head) {
        changes.push(
            pair.change(
                event,
                &KIND,
                &REMOVED,
                format!("lacks the value {}", code(value)),
            )
            .values(value.value.clone(), ())
            .places(value.span, head.name.span),
        );
    }
}

/// The values that the other does not have.
pub(super) fn only_in<'c>(
    property: &'c Property,
    other: &Property,
) -> impl Iterator<Item = &'c Spanned<String>> {
    let known: HashSet<String> = list(other).into_iter().collect();
    let values = property.values.iter();
    values.filter(move |value| !known.contains(&value.value))
}
