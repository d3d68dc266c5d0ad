//! Mending what has a certain remedy: a catalog in; the same with the fixes of its findings applied, out.
//!
//! Fixes are tried on a copy that is checked again. Where an event, or what is outside of events, would be worse than
//! before, the fixes to blame are left out. What a fix brings to light is fixed in the next round, until a round changes
//! nothing: so fixing what was fixed changes nothing either.

mod apply;
mod state;

use std::collections::BTreeMap;

use crate::check::{CheckOptions, Checked};
use crate::source::{FileId, Sources};
use apply::Edits;
use state::State;

/// What [`fix`] made of a catalog.
#[derive(Debug)]
pub struct Fixed {
    /// The files; those that are not in `counts` are as they were.
    pub sources: Sources,
    /// What is still to be found in them.
    pub checked: Checked,
    /// How many findings were mended in each file that changed.
    pub counts: BTreeMap<FileId, usize>,
}

/// What one fix brings to light the next one may mend; a chain is short.
const MOST_ROUNDS: usize = 16;

/// Each trial is a check of the catalog. Only where fixes would make something worse does a round need several.
const MOST_TRIALS: usize = 100;

/// Applies the fixes of what [`check_with`](crate::check_with) finds, but for those that would make something worse.
///
/// ```
/// use tidings_catalog::{CheckOptions, Sources, fix};
///
/// let catalog = "x-events:
/// - name: host_bound
///   message: Host was bound   # to its cluster
///   event_type: Host
///   severity: eror
///   properties: { host_id: UUID }
/// ";
/// let fixed = fix(&Sources::single("events.yaml", catalog), &CheckOptions::default());
/// let file = fixed.sources.files().next().expect("there is one");
/// assert_eq!(fixed.sources.bytes(file), b"x-events:
/// - name: host_bound
///   message: Host was bound   # to its cluster
///   event_type: host
///   severity: error
///   properties: { host_id: UUID, infra_env_id: UUID }
/// ");
/// assert!(fixed.checked.diagnostics.is_empty());
/// ```
///
/// # Panics
///
/// When `sources` has no file; for nothing that a file holds.
pub fn fix(sources: &Sources, options: &CheckOptions) -> Fixed {
    let mut state = State::new(sources.with_bytes(BTreeMap::new()), options);
    let mut counts = BTreeMap::new();
    let mut trials = MOST_TRIALS;
    for _ in 0..MOST_ROUNDS {
        let Some((next, applied)) = round(&state, options, &mut trials) else {
            break;
        };
        for fix in applied {
            *counts.entry(state.file_of(fix)).or_insert(0) += 1;
        }
        state = next;
    }
    let State {
        sources, checked, ..
    } = state;
    Fixed {
        sources,
        checked,
        counts,
    }
}

/// What fixes of errors must do to the number of errors in their part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Each makes it smaller.
    OnlyFewer,
    /// One of them may bring another to light.
    OneForOne,
}

/// What is to be tried, by the places of findings in their list.
type Fixes = Vec<usize>;

/// Applies as many of the fixes as make nothing worse; none when there are none.
fn round(base: &State, options: &CheckOptions, trials: &mut usize) -> Option<(State, Fixes)> {
    let (mut accepted, mut applied): (Option<State>, _) = (None, Fixes::new());
    let mut edits = Edits::default();
    let (mut waiting, mut left) = (vec![base.fixes()], Fixes::new());
    let mut expected = Expected::OnlyFewer;
    loop {
        let Some(mut fixes) = waiting.pop() else {
            if left.is_empty() || expected == Expected::OneForOne {
                break;
            }
            waiting.push(std::mem::take(&mut left));
            expected = Expected::OneForOne;
            continue;
        };
        let mut trial_edits = edits.clone();
        fixes.retain(|&fix| trial_edits.add(base.fix(fix)));
        if fixes.is_empty() || *trials == 0 {
            continue;
        }
        *trials -= 1;
        let trial = State::new(trial_edits.applied(&base.sources), options);
        let before = accepted.as_ref().unwrap_or(base);
        match trial.blamed(base, before, &fixes, expected) {
            None => {
                applied.extend(fixes);
                (accepted, edits) = (Some(trial), trial_edits);
            }
            Some(_) if fixes.len() == 1 => left.extend(fixes),
            Some(blamed) => {
                let (parts, single) = base.parts(fixes, &blamed);
                waiting.extend(parts);
                left.extend(single);
            }
        }
    }
    Some((accepted?, applied))
}
