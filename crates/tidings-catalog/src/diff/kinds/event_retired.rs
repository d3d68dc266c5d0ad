//! An event that is gone after it was deprecated.

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::words::code;
use crate::{EventDefinition, Retired};

pub(super) static KIND: Kind = Kind {
    name: "event-retired",
    summary: "an event that was deprecated is retired",
    cases: &[&RETIRED],
    docs: "An event that is `deprecated` in BASE, and of which HEAD has nothing left but its name in `x-retired-events`.

One that is not deprecated in BASE is `event-removed`, retired or not: nobody was warned.",
};

static RETIRED: Case = Case {
    when: "an event that was deprecated is retired",
    classes: &[Class::Compatible],
    why: "who uses it was told to stop, and no other event can have its name",
};

/// `retired` is the entry of HEAD.
pub(in crate::diff) fn tell(event: &EventDefinition, retired: &Retired, changes: &mut Vec<Change>) {
    let name = &event.name;
    let what = match &retired.replaced_by {
        Some(other) => format!("{} is retired in favour of {}", code(name), code(other)),
        None => format!("{} is retired", code(name)),
    };
    changes.push(
        Change::new(&KIND, &RETIRED, &what)
            .of_event(name)
            .values(name.value.clone(), ())
            .places(name.span, retired.name.span),
    );
}
