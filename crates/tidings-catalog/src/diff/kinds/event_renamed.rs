//! An event with another name.

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::{EventPair, Rename};
use crate::diff::words::code;

pub(super) static KIND: Kind = Kind {
    name: "event-renamed",
    summary: "an event has another name",
    cases: &[&DECLARED, &PROBABLE],
    docs: "A removal and an addition that are the same event. It is certain when one of the two catalogs says in
`formerly` that the event had the other name. It is *probably* renamed when both have the same event type and the
same properties, and the same or a similar message.",
};

static DECLARED: Case = Case {
    when: "`formerly` has the other name",
    classes: &[Class::Source, Class::Clients],
    why: "generated types and functions are named after it, and who compares names finds another one; a filter by either name finds both",
};

static PROBABLE: Case = Case {
    when: "it is probably the same event",
    classes: &[Class::Source, Class::Clients],
    why: "generated types and functions are named after it, and who looks or waits for the old name finds nothing new",
};

pub(super) fn compare(event: &EventPair<'_>, changes: &mut Vec<Change>) {
    let Some(rename) = event.rename else {
        return;
    };
    let case = match rename {
        Rename::Certain => &DECLARED,
        Rename::Probable => &PROBABLE,
    };
    let (base, head) = (&event.base.name, &event.head.name);
    let what = format!(
        "{} is {}renamed to {}",
        event.title(),
        rename.adverb(),
        code(head)
    );
    changes.push(
        event
            .change(&KIND, case, what)
            .values(base.value.clone(), head.value.clone())
            .places(base.span, head.span),
    );
}
