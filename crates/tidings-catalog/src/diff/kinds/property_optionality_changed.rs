//! A property that may be absent, or not any more.

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::{EventPair, PropertyPair};

pub(super) static KIND: Kind = Kind {
    name: "property-optionality-changed",
    summary: "an optional property is required, or the reverse",
    cases: &[&REQUIRED, &OPTIONAL],
    docs: "Whether a property may be absent: `optional: true`, or the type `UUID_PTR`.",
};

static REQUIRED: Case = Case {
    when: "an optional property becomes required",
    classes: &[Class::Source],
    why: "whoever sends the event without it is refused; who reads the event can rely on more than before",
};

static OPTIONAL: Case = Case {
    when: "a required property becomes optional",
    classes: &[Class::Source, Class::Clients],
    why: "who reads it may find nothing, and the generated fields and arguments of Rust and Go have another type",
};

pub(super) fn compare(event: &EventPair<'_>, pair: &PropertyPair<'_>, changes: &mut Vec<Change>) {
    let (case, what) = match (pair.base.optional, pair.head.optional) {
        (true, false) => (&REQUIRED, "is required instead of optional"),
        (false, true) => (&OPTIONAL, "is optional instead of required"),
        _ => return,
    };
    let word = |optional: bool| if optional { "optional" } else { "required" };
    changes.push(
        pair.change(event, &KIND, case, what)
            .values(word(pair.base.optional), word(pair.head.optional)),
    );
}
