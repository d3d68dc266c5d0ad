//! An event that is gone.

use crate::EventDefinition;
use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::words::code;

pub(super) static KIND: Kind = Kind {
    name: "event-removed",
    summary: "an event is no more",
    cases: &[&REMOVED],
    docs: "An event of BASE that is not in HEAD, under this name or another.

Mark it as `deprecated` in one release, and say what replaces it; in a later one list its name in `x-retired-events`: that is
`event-retired`, which is told but breaks nobody who was warned. Where it only has another name, say so in `formerly`.",
};

static REMOVED: Case = Case {
    when: "an event is no more",
    classes: &[Class::Source, Class::Clients],
    why: "code that sends it does not compile any more, and who looks or waits for it finds nothing new",
};

pub(in crate::diff) fn tell(event: &EventDefinition, changes: &mut Vec<Change>) {
    let name = &event.name;
    changes.push(
        Change::new(&KIND, &REMOVED, &format!("{} is removed", code(name)))
            .of_event(name)
            .values(name.value.clone(), ())
            .places(name.span, None),
    );
}
