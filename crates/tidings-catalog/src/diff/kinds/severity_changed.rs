//! An event of another severity.

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::EventPair;
use crate::diff::words::code;

pub(super) static KIND: Kind = Kind {
    name: "severity-changed",
    summary: "an event has another severity",
    cases: &[&CHANGED],
    docs: "The `severity` of an event. `tidings explain severity` says when to use which.",
};

static CHANGED: Case = Case {
    when: "an event has another severity",
    classes: &[Class::Clients],
    why: "who filters, counts or alerts by severity misses it or gets it for the first time",
};

pub(super) fn compare(event: &EventPair<'_>, changes: &mut Vec<Change>) {
    let (base, head) = (&event.base.severity, &event.head.severity);
    if base.value != head.value {
        let (from, to) = (base.name(), head.name());
        let what = format!(
            "the severity of {} is {} instead of {}",
            event.title(),
            code(to),
            code(from)
        );
        changes.push(
            event
                .change(&KIND, &CHANGED, what)
                .values(from, to)
                .places(base.span, head.span),
        );
    }
}
