//! Another description.

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::{EventPair, PropertyPair};
use crate::{Span, Spanned};

pub(super) static KIND: Kind = Kind {
    name: "description-changed",
    summary: "an event or a property has another description",
    cases: &[&CHANGED],
    docs: "The `description` of an event or of a property.",
};

static CHANGED: Case = Case {
    when: "a description is another",
    classes: &[Class::Compatible],
    why: "only documentation says it",
};

type Description = Option<Spanned<String>>;

pub(super) fn compare(event: &EventPair<'_>, changes: &mut Vec<Change>) {
    let (base, head) = (event.base, event.head);
    if is_the_same(&base.description, &head.description) {
        return;
    }
    let what = format!(
        "the description of {} {}",
        event.title(),
        verb(&base.description, &head.description)
    );
    changes.push(
        event
            .change(&KIND, &CHANGED, what)
            .values(text(&base.description), text(&head.description))
            .places(
                place(&base.description, base.name.span),
                place(&head.description, head.name.span),
            ),
    );
}

pub(super) fn compare_property(
    event: &EventPair<'_>,
    pair: &PropertyPair<'_>,
    changes: &mut Vec<Change>,
) {
    let (base, head) = (pair.base, pair.head);
    if is_the_same(&base.description, &head.description) {
        return;
    }
    let what = format!(
        "has a description that {}",
        verb(&base.description, &head.description)
    );
    changes.push(
        pair.change(event, &KIND, &CHANGED, what)
            .values(text(&base.description), text(&head.description))
            .places(
                place(&base.description, base.name.span),
                place(&head.description, head.name.span),
            ),
    );
}

fn is_the_same(base: &Description, head: &Description) -> bool {
    text(base) == text(head)
}

fn text(description: &Description) -> Option<&str> {
    Some(description.as_ref()?.value.as_str())
}

fn verb(base: &Description, head: &Description) -> &'static str {
    match (base, head) {
        (None, _) => "is new",
        (_, None) => "is removed",
        _ => "is changed",
    }
}

fn place(description: &Description, otherwise: Span) -> Span {
    description
        .as_ref()
        .map_or(otherwise, |description| description.span)
}
