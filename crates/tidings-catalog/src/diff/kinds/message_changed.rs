//! An event with another message.

use std::collections::HashMap;

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::EventPair;
use crate::diff::words::code;
use crate::template::{Piece, pieces};

pub(super) static KIND: Kind = Kind {
    name: "message-changed",
    summary: "an event has another message",
    cases: &[&CHANGED],
    docs: "The `message` of an event. A placeholder that has only followed its property to another name gives the same text,
and is no change.",
};

static CHANGED: Case = Case {
    when: "an event's message has another text or other placeholders",
    classes: &[Class::Message],
    why: "who searches for the text, or takes it apart, has to look for another one",
};

pub(super) fn compare(event: &EventPair<'_>, changes: &mut Vec<Change>) {
    let (base, head) = (&event.base.message, &event.head.message);
    if base.value == head.value || gives_the_same(event) {
        return;
    }
    let what = format!(
        "the message of {} is {} instead of {}",
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

/// Whether the messages differ only in the names of renamed properties.
fn gives_the_same(event: &EventPair<'_>) -> bool {
    let names: HashMap<&str, &str> = event
        .common()
        .map(|pair| (&*pair.base.name.value, &*pair.head.name.value))
        .collect();
    let (mut ones, mut others) = (pieces(&event.base.message), pieces(&event.head.message));
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return true,
            (Some(Piece::Text(one)), Some(Piece::Text(other))) if one == other => {}
            (
                Some(Piece::Placeholder { name: one, .. }),
                Some(Piece::Placeholder { name: other, .. }),
            ) if names.get(one) == Some(&other) => {}
            _ => return false,
        }
    }
}
