//! An event with another rate limit.

use std::time::Duration;

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::EventPair;
use crate::diff::words::code_or_none;
use crate::rules::invalid_rate_limit;

pub(super) static KIND: Kind = Kind {
    name: "rate-limit-changed",
    summary: "an event has another rate limit",
    cases: &[&TIGHTENED, &LOOSENED],
    docs: "The `rate_limit` of an event: for how long after one the next ones of the same subjects are not stored.",
};

static TIGHTENED: Case = Case {
    when: "a rate limit is new or longer",
    classes: &[Class::Clients],
    why: "events that were stored are dropped, so who counts them, or waits for each, misses some",
};

static LOOSENED: Case = Case {
    when: "a rate limit is shorter or no more",
    classes: &[Class::Compatible],
    why: "no event that was stored is missing, though there may be more of them",
};

pub(super) fn compare(event: &EventPair<'_>, changes: &mut Vec<Change>) {
    let (base, head) = (&event.base.rate_limit, &event.head.rate_limit);
    let limit = |limit: &Option<crate::Spanned<Duration>>| limit.as_ref().map(|limit| limit.value);
    let (from, to) = (limit(base), limit(head));
    if from == to {
        return;
    }
    let case = if to > from { &TIGHTENED } else { &LOOSENED };
    let text = |limit: Option<Duration>| limit.map(invalid_rate_limit::text);
    let (from, to) = (text(from), text(to));
    let what = format!(
        "the rate limit of {} is {} instead of {}",
        event.title(),
        code_or_none(to.as_deref()),
        code_or_none(from.as_deref())
    );
    let place = |limit: &Option<crate::Spanned<Duration>>, otherwise| {
        limit.as_ref().map_or(otherwise, |limit| limit.span)
    };
    changes.push(event.change(&KIND, case, what).values(from, to).places(
        place(base, event.base.name.span),
        place(head, event.head.name.span),
    ));
}
