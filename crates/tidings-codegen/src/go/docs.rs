//! Doc comments: text from a catalog, laid out so that gofmt leaves it as it is.

use std::fmt::Write;

use tidings_catalog::names::go as names;
use tidings_catalog::{Category, Deprecated, EventDefinition, Property};

use super::event::Event;
use crate::documentation::{duration, visible};
use crate::writer::Writer;

/// What the catalog says of an event, for its type.
pub(super) fn event(w: &mut Writer, event: &Event<'_>) {
    let declared = event.declared;
    line(
        w,
        &format!("{} is the event {}.", event.class, declared.name.value),
    );
    if let Some(description) = &declared.description {
        paragraphs(w, &description.value);
    }
    line(w, "");
    line(w, &format!("Message: {}", visible(&declared.message.value)));
    line(w, "");
    line(w, &facts(declared));
    deprecated(w, declared);
}

/// What the catalog says of a property, if it does.
pub(super) fn property(w: &mut Writer, property: &Property) {
    for text in described(property) {
        w.line(format_args!("\t// {}", plain(text)));
    }
}

/// The lines of a property's description that say something.
pub(super) fn described(property: &Property) -> impl Iterator<Item = &str> {
    let text = property
        .description
        .iter()
        .flat_map(|text| text.value.lines());
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// One line, or an empty one.
pub(super) fn line(w: &mut Writer, text: &str) {
    let text = plain(text);
    let gap = if text.is_empty() { "" } else { " " };
    w.line(format_args!("//{gap}{text}"));
}

/// The paragraph by which Go's tools know what is deprecated.
pub(super) fn deprecated(w: &mut Writer, event: &EventDefinition) {
    if let Some(deprecated) = &event.deprecated {
        line(w, "");
        w.line(format_args!("// Deprecated: {}", plain(&note(deprecated))));
    }
}

/// What to use instead, since when, and why, in one line.
fn note(deprecated: &Deprecated) -> String {
    let mut note = match &deprecated.replaced_by {
        Some(name) => format!("use {}", names::class_name(&name.value)),
        None => "there is no replacement".to_owned(),
    };
    if let Some(since) = &deprecated.since {
        write!(note, ", since {}", since.value).expect("writing to a string");
    }
    if let Some(reason) = &deprecated.reason {
        let words: Vec<&str> = reason.value.split_whitespace().collect();
        write!(note, ": {}", words.join(" ")).expect("writing to a string");
    }
    if !note.ends_with(['.', '!', '?']) {
        note.push('.');
    }
    note
}

/// Text of several lines, after an empty one. Its indentation and further empty lines are left out.
fn paragraphs(w: &mut Writer, text: &str) {
    let mut empty = true;
    for text in text.trim().lines() {
        let text = text.trim();
        if text.is_empty() {
            empty = true;
            continue;
        }
        if std::mem::take(&mut empty) {
            line(w, "");
        }
        line(w, text);
    }
}

fn facts(event: &EventDefinition) -> String {
    let mut facts = format!(
        "Type {}, severity {}",
        event.event_type.value,
        event.severity.value.name()
    );
    if event.category == Category::Metrics {
        facts.push_str(", category metrics");
    }
    if let Some(limit) = &event.rate_limit {
        write!(
            facts,
            ", at most once in {} for the same subjects",
            duration(limit.value)
        )
        .expect("writing to a string");
    }
    facts.push('.');
    if !event.owners.is_empty() {
        let owners = event.owners.iter().map(|owner| visible(&owner.value));
        let owners: Vec<String> = owners.collect();
        write!(facts, " Owners: {}.", owners.join(", ")).expect("writing to a string");
    }
    facts
}

/// A line that means itself: gofmt rewrites pairs of quotes and moves definitions of links, `go vet` looks for build
/// constraints, and other tools for deprecations.
fn plain(text: &str) -> String {
    let text = visible(text).replace("``", "“").replace("''", "”");
    let text = text.trim_end();
    let special = text.starts_with("+build")
        || text.starts_with("Deprecated:")
        || text.starts_with('[') && text.contains("]:");
    if special {
        return format!("\\{text}");
    }
    text.to_owned()
}
