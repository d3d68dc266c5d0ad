//! An event that is not to be used any more, or again.

use serde_json::{Value, json};

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::EventPair;
use crate::{Deprecated, EventDefinition, Span};

pub(super) static KIND: Kind = Kind {
    name: "event-deprecated",
    summary: "an event is deprecated, or not any more, or otherwise",
    cases: &[&DEPRECATED, &REVIVED, &REWORDED],
    docs: "`deprecated` of an event: whether it is there, and what it says.",
};

static DEPRECATED: Case = Case {
    when: "an event becomes deprecated",
    classes: &[Class::Compatible],
    why: "it goes on working, and who uses it is told to stop",
};

static REVIVED: Case = Case {
    when: "an event is not deprecated any more",
    classes: &[Class::Compatible],
    why: "it goes on working",
};

static REWORDED: Case = Case {
    when: "it is deprecated since another day, for another reason or in favour of another event",
    classes: &[Class::Compatible],
    why: "it goes on working",
};

pub(super) fn compare(event: &EventPair<'_>, changes: &mut Vec<Change>) {
    let (from, to) = (json(event.base), json(event.head));
    let (case, what) = match (&from, &to) {
        _ if from == to => return,
        (Value::Null, _) => (&DEPRECATED, "is deprecated"),
        (_, Value::Null) => (&REVIVED, "is not deprecated any more"),
        _ => (&REWORDED, "is deprecated otherwise than before"),
    };
    changes.push(
        event
            .change(&KIND, case, format!("{} {what}", event.title()))
            .values(from, to)
            .places(place(event.base), place(event.head)),
    );
}

fn json(event: &EventDefinition) -> Value {
    let Some(deprecated) = &event.deprecated else {
        return Value::Null;
    };
    let Deprecated {
        since,
        replaced_by,
        reason,
        ..
    } = &**deprecated;
    let text = |text: &Option<crate::Spanned<String>>| text.as_ref().map(|text| text.value.clone());
    json!({"since": text(since), "replaced_by": text(replaced_by), "reason": text(reason)})
}

fn place(event: &EventDefinition) -> Span {
    event
        .deprecated
        .as_ref()
        .map_or(event.name.span, |deprecated| deprecated.span)
}
