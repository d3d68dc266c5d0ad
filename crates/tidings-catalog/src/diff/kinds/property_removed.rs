//! A property that is gone.

use crate::Property;
use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::EventPair;

pub(super) static KIND: Kind = Kind {
    name: "property-removed",
    summary: "an event lacks a property that it had",
    cases: &[&REMOVED],
    docs: "A property of an event of BASE that the event of HEAD does not have, under this name or another.

Making it optional first gives readers time to do without it.",
};

static REMOVED: Case = Case {
    when: "a property is no more",
    classes: &[Class::Source, Class::Clients],
    why: "code and JSON that give it are refused, and who reads it finds nothing",
};

pub(super) fn tell(event: &EventPair<'_>, property: &Property, changes: &mut Vec<Change>) {
    changes.push(
        event
            .change_of(property, &KIND, &REMOVED, "is removed")
            .values(property.property_type.name(), ())
            .places(property.name.span, None),
    );
}
