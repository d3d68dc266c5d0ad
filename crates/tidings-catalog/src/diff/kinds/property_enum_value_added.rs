//! A value that a property could not have.

use crate::Property;
use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::{EventPair, PropertyPair};
use crate::diff::words::code;

pub(super) static KIND: Kind = Kind {
    name: "property-enum-value-added",
    summary: "a property can have a value that it could not have",
    cases: &[&ADDED, &FREED],
    docs: "The values of `enum`, one change for each. Without `enum`, every text is a value.",
};

static ADDED: Case = Case {
    when: "`enum` has a new value",
    classes: &[Class::Source, Class::Clients],
    why: "code and clients that know what to do with each value do not know this one",
};

static FREED: Case = Case {
    when: "there is no `enum` any more",
    classes: &[Class::Source, Class::Clients],
    why: "generated code has a text where it had an enumeration, and clients that know each value do not know all",
};

pub(super) fn compare(event: &EventPair<'_>, pair: &PropertyPair<'_>, changes: &mut Vec<Change>) {
    let (base, head) = (pair.base, pair.head);
    if base.values.is_empty() || base.property_type.value != head.property_type.value {
        return;
    }
    if head.values.is_empty() {
        changes.push(
            pair.change(
                event,
                &KIND,
                &FREED,
                "takes any text instead of certain values",
            )
            .values(list(base), ()),
        );
        return;
    }
    for value in super::property_enum_value_removed::only_in(head, base) {
        changes.push(
            pair.change(
                event,
                &KIND,
                &ADDED,
                format!("has the new value {}", code(value)),
            )
            .values((), value.value.clone())
            .places(base.name.span, value.span),
        );
    }
}

/// The values of an `enum`.
pub(super) fn list(property: &Property) -> Vec<String> {
    property
        .values
        .iter()
        .map(|value| value.value.clone())
        .collect()
}
