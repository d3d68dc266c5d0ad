//! A new property.

use crate::Property;
use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::EventPair;

pub(super) static KIND: Kind = Kind {
    name: "property-added",
    summary: "an event has a new property",
    cases: &[&REQUIRED, &OPTIONAL],
    docs: "A property of an event of HEAD that the event of BASE does not have, under this name or another.",
};

static REQUIRED: Case = Case {
    when: "the new property is required",
    classes: &[Class::Source],
    why: "whoever sends the event has to give it, in code and in JSON; who reads the event sees one thing more",
};

static OPTIONAL: Case = Case {
    when: "the new property is optional",
    classes: &[Class::Source],
    why: "generated functions of Rust and Go take one argument more; who sends the event as JSON, or reads it, need not know",
};

pub(super) fn tell(event: &EventPair<'_>, property: &Property, changes: &mut Vec<Change>) {
    let (case, what) = if property.optional {
        (&OPTIONAL, "is new, and optional")
    } else {
        (&REQUIRED, "is new, and required")
    };
    changes.push(
        event
            .change_of(property, &KIND, case, what)
            .values((), property.property_type.name())
            .places(None, property.name.span),
    );
}
