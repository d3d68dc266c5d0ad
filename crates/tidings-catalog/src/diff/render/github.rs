//! Changes as annotations of a pull request.

use std::fmt::Write;

use crate::diff::{Change, Class, Comparison, Report};
use crate::render::{escape_data, escape_property};
use crate::source::{Sources, Span};

/// Changes as GitHub's workflow commands, one a line: those for which the report fails are errors, others that break
/// somebody are warnings. What HEAD does not have is shown without a place, since only files of HEAD can be annotated.
pub fn github(report: &Report<'_>) -> String {
    let mut lines = String::new();
    for (comparison, change) in report.changes() {
        push_command(&mut lines, report, comparison, change);
    }
    lines
}

fn push_command(
    lines: &mut String,
    report: &Report<'_>,
    comparison: &Comparison<'_>,
    change: &Change,
) {
    let level = if report.fails_for(change) {
        "error"
    } else if change.case.gravest() == Class::Compatible {
        "notice"
    } else {
        "warning"
    };
    let place = change.head.map(|span| place(report.head, span));
    let against = comparison.against.as_ref();
    let against = against.map(|against| format!(" (against {})", escape_data(against)));
    writeln!(
        lines,
        "::{level} {}title={}::{}{}",
        place.unwrap_or_default(),
        escape_property(change.kind.name),
        escape_data(&change.message),
        against.unwrap_or_default(),
    )
    .expect("writing to a String does not fail");
}

fn place(sources: &Sources, span: Span) -> String {
    let at = |offset: u32| sources.position(span.file, offset as usize);
    let (start, end) = (at(span.start), at(span.end));
    format!(
        "file={},line={},col={},endLine={},endColumn={},",
        escape_property(sources.name(span.file)),
        start.line,
        start.column,
        end.line,
        end.column,
    )
}
