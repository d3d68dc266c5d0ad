//! A new event.

use crate::EventDefinition;
use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::words::code;

pub(super) static KIND: Kind = Kind {
    name: "event-added",
    summary: "an event is new",
    cases: &[&ADDED],
    docs: "An event of HEAD that is not in BASE, under this name or another.",
};

static ADDED: Case = Case {
    when: "an event is new",
    classes: &[Class::Compatible],
    why: "nobody relies on it yet",
};

pub(in crate::diff) fn tell(event: &EventDefinition, changes: &mut Vec<Change>) {
    let name = &event.name;
    changes.push(
        Change::new(&KIND, &ADDED, &format!("{} is new", code(name)))
            .of_event(name)
            .values((), name.value.clone())
            .places(None, name.span),
    );
}
