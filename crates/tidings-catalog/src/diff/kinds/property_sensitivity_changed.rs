//! A property whose values are hidden, or not any more.

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::{EventPair, PropertyPair};
use crate::template::{Piece, pieces};

pub(super) static KIND: Kind = Kind {
    name: "property-sensitivity-changed",
    summary: "the values of a property are hidden, or not any more",
    cases: &[&HIDDEN, &HIDDEN_IN_MESSAGE, &SHOWN, &SHOWN_IN_MESSAGE],
    docs: "`sensitive` of a property: its values are stored and shown as `[redacted]`.",
};

static HIDDEN: Case = Case {
    when: "a property becomes sensitive",
    classes: &[Class::Clients],
    why: "who reads its value finds `[redacted]`",
};

static HIDDEN_IN_MESSAGE: Case = Case {
    when: "a property that the message has becomes sensitive",
    classes: &[Class::Clients, Class::Message],
    why: "who reads its value, or the message, finds `[redacted]`",
};

static SHOWN: Case = Case {
    when: "a property is not sensitive any more",
    classes: &[Class::Compatible],
    why: "its values are stored from now on, and everybody who reads the event sees them",
};

static SHOWN_IN_MESSAGE: Case = Case {
    when: "a property that the message has is not sensitive any more",
    classes: &[Class::Message],
    why: "the message has its values instead of `[redacted]`, and everybody who reads the event sees them",
};

pub(super) fn compare(event: &EventPair<'_>, pair: &PropertyPair<'_>, changes: &mut Vec<Change>) {
    let (from, to) = (pair.base.sensitive, pair.head.sensitive);
    if from == to {
        return;
    }
    let name = &*pair.head.name.value;
    let mut pieces = pieces(&event.head.message);
    let in_message = pieces
        .any(|piece| matches!(piece, Piece::Placeholder { name: found, .. } if found == name));
    let (case, what) = match (to, in_message) {
        (true, false) => (&HIDDEN, "is sensitive"),
        (true, true) => (&HIDDEN_IN_MESSAGE, "is sensitive"),
        (false, false) => (&SHOWN, "is not sensitive any more"),
        (false, true) => (&SHOWN_IN_MESSAGE, "is not sensitive any more"),
    };
    changes.push(pair.change(event, &KIND, case, what).values(from, to));
}
