//! A property of another type.

use crate::PropertyType;
use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::{EventPair, PropertyPair};
use crate::diff::words::code;

pub(super) static KIND: Kind = Kind {
    name: "property-type-changed",
    summary: "a property has another type",
    cases: &[&NUMBERS, &OTHERS],
    docs: "The `type` of a property. `UUID_PTR` is an optional `UUID`: see property-optionality-changed.

A new property beside the old one lets readers move in their own time.",
};

static NUMBERS: Case = Case {
    when: "`integer` becomes `int64` or the reverse",
    classes: &[Class::Source],
    why: "generated Go has another type for it; the values, and JSON, are the same",
};

static OTHERS: Case = Case {
    when: "the type is any other",
    classes: &[Class::Source, Class::Clients],
    why: "code that gives the old type does not compile or is refused, and who reads the values gets others",
};

pub(super) fn compare(event: &EventPair<'_>, pair: &PropertyPair<'_>, changes: &mut Vec<Change>) {
    let (base, head) = (&pair.base.property_type, &pair.head.property_type);
    let case = match (base.value, head.value) {
        (one, other) if one == other => return,
        (PropertyType::Integer, PropertyType::Int64)
        | (PropertyType::Int64, PropertyType::Integer) => &NUMBERS,
        _ => &OTHERS,
    };
    let (from, to) = (base.name(), head.name());
    let what = format!("is of type {} instead of {}", code(to), code(from));
    changes.push(
        pair.change(event, &KIND, case, what)
            .values(from, to)
            .places(base.span, head.span),
    );
}
