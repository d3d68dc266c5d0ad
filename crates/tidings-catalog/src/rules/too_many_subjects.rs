//! A catalog has more than 16 subjects.

use super::{Rule, subject_name};
use crate::context::{Context, MOST_SUBJECTS};
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD205",
    "too-many-subjects",
    "a catalog has more than 16 subjects",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports the first subject id beyond the sixteenth that the event types name.

## Why is this bad?

Each subject is a column with an index in the store, so that every record pays for every subject.

## Example

An event type for each of twenty kinds of devices, each with an id of its own. Use one subject,
`device_id`, and a property that tells the kind.
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    if context.subjects.len() < MOST_SUBJECTS {
        return;
    }
    let event_types = context.event_types.unwrap_or_default().iter();
    let mut ids = event_types
        .flat_map(|known| [&known.requires, &known.allows, &known.forbids])
        .flatten();
    let first = ids.find(|id| subject_name::is_right(id) && context.subject(id).is_none());
    if let Some(id) = first {
        let message = format!(
            "{} is one subject more than the {MOST_SUBJECTS} that a catalog may have",
            quoted(id)
        );
        findings
            .report(&RULE, id.span, message)
            .with_help("let kinds of the same thing share an id");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn sixteen_are_enough() {
        check("x-event-types:
  order: { requires: [s0_id, s1_id, s2_id, s3_id, s4_id, s5_id, s6_id, s7_id, s8_id, s9_id, s10_id, s11_id, s12_id, s13_id, s14_id, s15_id, s16_id] }
x-events: []
", &["2:141 TD205 `s16_id` is one subject more than the 16 that a catalog may have"]);
        check("x-event-types:
  order: { requires: [s0_id, s1_id, s2_id, s3_id, s4_id, s5_id, s6_id, s7_id, s8_id, s9_id, s10_id, s11_id, s12_id, s13_id, s14_id, s15_id] }
x-events: []
", &[]);
    }
}
