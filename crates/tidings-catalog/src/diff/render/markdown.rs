//! Changes as a section of a changelog.

use std::fmt::Write;

use crate::diff::{Change, Class, Comparison, Report};
use crate::render::escape_terminal;

/// A section for each comparison, in it one for each class whose gravest changes there are.
pub fn markdown(report: &Report<'_>) -> String {
    let mut text = String::new();
    for comparison in &report.comparisons {
        section(&mut text, comparison);
    }
    text
}

fn section(text: &mut String, comparison: &Comparison<'_>) {
    let since = comparison.against.as_ref();
    let since = since.map(|against| format!(" since `{}`", escape_terminal(against)));
    line(
        text,
        format_args!("## Changes of the catalog{}\n", since.unwrap_or_default()),
    );
    if comparison.changes.is_empty() {
        line(text, format_args!("None.\n"));
    }
    for class in Class::ALL {
        let is_of = |change: &&Change| change.case.gravest() == class;
        let mut changes = comparison.changes.iter().filter(is_of).peekable();
        if changes.peek().is_none() {
            continue;
        }
        line(text, format_args!("### {}\n", title(class)));
        changes.for_each(|change| entry(text, change));
        line(text, format_args!(""));
    }
}

fn title(class: Class) -> &'static str {
    match class {
        Class::Source => "Breaks code that is generated from it",
        Class::Clients => "Breaks clients",
        Class::Message => "Breaks who reads messages",
        Class::Compatible => "Compatible",
    }
}

/// What comes from the catalog stands in code spans, which it cannot end.
fn entry(text: &mut String, change: &Change) {
    let message = escape_terminal(&change.message);
    let others: Vec<_> = change.case.class_names().skip(1).collect();
    let also = if others.is_empty() {
        String::new()
    } else {
        format!(" (also: {})", others.join(", "))
    };
    line(
        text,
        format_args!("- **{}**{also}: {message}.", change.kind.name),
    );
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("writing to a String does not fail");
}
