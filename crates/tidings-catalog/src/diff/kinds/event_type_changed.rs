//! An event of another type.

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::EventPair;
use crate::diff::words::code;

pub(super) static KIND: Kind = Kind {
    name: "event-type-changed",
    summary: "an event has another event type",
    cases: &[&CHANGED],
    docs: "The `event_type` of an event. Subject ids that the new type asks for are told as added properties.",
};

static CHANGED: Case = Case {
    when: "an event has another event type",
    classes: &[Class::Clients],
    why: "who filters by event type misses it or gets it for the first time, and it may belong to another subject, whose readers may be others",
};

pub(super) fn compare(event: &EventPair<'_>, changes: &mut Vec<Change>) {
    let (base, head) = (&event.base.event_type, &event.head.event_type);
    if base.value != head.value {
        let what = format!(
            "the event type of {} is {} instead of {}",
            event.title(),
            code(head),
            code(base)
        );
        changes.push(
            event
                .change(&KIND, &CHANGED, what)
                .values(base.value.clone(), head.value.clone())
                .places(base.span, head.span),
        );
    }
}
