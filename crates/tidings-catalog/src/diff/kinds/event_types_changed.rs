//! Other event types.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::words::code;
use crate::{Catalog, EventType, Span};

pub(super) static KIND: Kind = Kind {
    name: "event-types-changed",
    summary: "the event types of the catalog are others",
    cases: &[&SUBJECTS, &OWNER, &OTHERWISE, &ADDED, &REMOVED],
    docs: "`x-event-types`: one change for each event type, and one for each id that is a subject only in one of the catalogs.
What the events themselves have to change is told of them.",
};

static SUBJECTS: Case = Case {
    when: "an id is a subject that was none, or the reverse",
    classes: &[Class::Clients],
    why: "who reads the id finds it elsewhere: the ids of subjects are fields of an event, other values are in its `props`",
};

static OWNER: Case = Case {
    when: "another id of an event type owns its events",
    classes: &[Class::Clients],
    why: "its events belong to another subject, whose readers may be others",
};

static OTHERWISE: Case = Case {
    when: "an event type requires, allows or forbids other ids",
    classes: &[Class::Compatible],
    why: "only events that change with it are others",
};

static ADDED: Case = Case {
    when: "an event type is new",
    classes: &[Class::Compatible],
    why: "no event was of it",
};

static REMOVED: Case = Case {
    when: "an event type is no more",
    classes: &[Class::Compatible],
    why: "no event is of it any more",
};

pub(in crate::diff) fn compare(base: &Catalog, head: &Catalog, changes: &mut Vec<Change>) {
    let by_name = |catalog: &'_ Catalog| -> HashMap<String, usize> {
        let names = catalog.event_types.iter().enumerate();
        names
            .map(|(place, known)| (known.name.value.clone(), place))
            .collect()
    };
    let (in_base, in_head) = (by_name(base), by_name(head));
    for one in &base.event_types {
        match in_head.get(&one.name.value) {
            Some(&place) => compare_one(one, &head.event_types[place], changes),
            None => changes.push(
                told(one, &REMOVED, "is removed")
                    .values(json(one), ())
                    .places(place(one), None),
            ),
        }
    }
    for other in &head.event_types {
        if !in_base.contains_key(&other.name.value) {
            changes.push(
                told(other, &ADDED, "is new")
                    .values((), json(other))
                    .places(None, place(other)),
            );
        }
    }
    compare_subjects(base, head, changes);
}

fn compare_one(base: &EventType, head: &EventType, changes: &mut Vec<Change>) {
    let (from, to) = (json(base), json(head));
    if from == to {
        return;
    }
    let (case, what) = if base.owner == head.owner {
        (&OTHERWISE, "is declared otherwise")
    } else {
        (&OWNER, "has another owner")
    };
    changes.push(
        told(base, case, what)
            .values(from, to)
            .places(place(base), place(head)),
    );
}

fn compare_subjects(base: &Catalog, head: &Catalog, changes: &mut Vec<Change>) {
    let names = |catalog: &Catalog| -> BTreeSet<String> {
        catalog
            .subjects
            .iter()
            .map(|subject| subject.name.clone())
            .collect()
    };
    let (in_base, in_head) = (names(base), names(head));
    for name in in_base.symmetric_difference(&in_head) {
        let was = in_base.contains(name);
        // Where nothing was or is said of it, nobody reads it.
        let is_used = |catalog: &Catalog| {
            catalog
                .events
                .iter()
                .any(|event| event.property(name).is_some())
        };
        if !(is_used(base) && is_used(head)) {
            continue;
        }
        let what = if was {
            "is not a subject any more"
        } else {
            "is a subject"
        };
        changes.push(
            Change::new(&KIND, &SUBJECTS, &format!("the id {} {what}", code(name)))
                .values(was.then(|| name.clone()), (!was).then(|| name.clone())),
        );
    }
}

fn told(event_type: &EventType, case: &'static Case, what: &str) -> Change {
    Change::new(
        &KIND,
        case,
        &format!("the event type {} {what}", code(&event_type.name)),
    )
}

/// Lists of ids mean the same in any order, but the first owner that is there is the owner.
fn json(event_type: &EventType) -> Value {
    let any_order = |names: &[String]| names.iter().cloned().collect::<BTreeSet<_>>();
    json!({
        "requires": any_order(&event_type.requires),
        "allows": any_order(&event_type.allows),
        "forbids": any_order(&event_type.forbids),
        "owner": event_type.owner,
    })
}

/// Built-in ones stand nowhere.
fn place(event_type: &EventType) -> Option<Span> {
    let span = event_type.name.span;
    (!span.range().is_empty()).then_some(span)
}
