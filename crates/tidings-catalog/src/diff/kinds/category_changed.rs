//! An event of another category.

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::EventPair;
use crate::diff::words::code;

pub(super) static KIND: Kind = Kind {
    name: "category-changed",
    summary: "an event has another category",
    cases: &[&CHANGED],
    docs: "The `category` of an event: `user` unless it says `metrics`.",
};

static CHANGED: Case = Case {
    when: "an event has another category",
    classes: &[Class::Clients],
    why: "lists and counts are of one category unless they ask for others, so they lose it or show it for the first time",
};

pub(super) fn compare(event: &EventPair<'_>, changes: &mut Vec<Change>) {
    let (base, head) = (event.base, event.head);
    if base.category != head.category {
        let (from, to) = (base.category.name(), head.category.name());
        let what = format!(
            "the category of {} is {} instead of {}",
            event.title(),
            code(to),
            code(from)
        );
        changes.push(
            event
                .change(&KIND, &CHANGED, what)
                .values(from, to)
                .places(base.name.span, head.name.span),
        );
    }
}
