//! Changes for a person.

use std::fmt::Write;

use crate::diff::{Change, Comparison, Report};
use crate::render::escape_terminal;
use crate::source::{Sources, Span};

/// Each change with its place in HEAD, or in BASE where it is only there, and the classes that it is of.
pub fn human(report: &Report<'_>) -> String {
    let mut text = String::new();
    for comparison in &report.comparisons {
        if let Some(against) = &comparison.against {
            line(
                &mut text,
                format_args!("against {}:", escape_terminal(against)),
            );
        }
        for change in &comparison.changes {
            push(&mut text, report, comparison, change);
        }
    }
    text
}

fn push(text: &mut String, report: &Report<'_>, comparison: &Comparison<'_>, change: &Change) {
    let head = change.head.map(|span| place(report.head, span));
    let base = change.base.map(|span| place(comparison.base, span));
    let classes: Vec<_> = change.case.class_names().collect();
    let title = format!("{} ({})", change.kind.name, classes.join(", "));
    match head.as_ref().or(base.as_ref()) {
        Some(place) => line(text, format_args!("{place}: {title}")),
        None => line(text, format_args!("{title}")),
    }
    line(text, format_args!("  {}", escape_terminal(&change.message)));
    if let (Some(_), Some(base)) = (&head, &base) {
        line(text, format_args!("  was: {base}"));
    }
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("writing to a String does not fail");
}

fn place(sources: &Sources, span: Span) -> String {
    let position = sources.position(span.file, span.start as usize);
    format!(
        "{}:{}:{}",
        escape_terminal(sources.name(span.file)),
        position.line,
        position.column
    )
}
