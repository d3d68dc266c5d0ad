//! What a page says of an event.

use tidings_catalog::EventDefinition;

use super::docs::{code_cell, event_anchor};
use super::{Pages, emit, property};
use crate::documentation::{PAGE, code, duration};
use crate::sample;
use crate::writer::Writer;

pub(super) fn write(w: &mut Writer, event: &EventDefinition, pages: &Pages<'_>) {
    let name = &event.name.value;
    w.gap();
    w.line(format_args!("<a id=\"{}\"></a>", event_anchor(name)));
    w.gap();
    w.line(format_args!("### {}", code(name)));
    if let Some(deprecated) = event.deprecated.as_deref() {
        let here = &event.event_type.value;
        let link = |other: &str| format!("[{}]({})", code(other), pages.event_from(here, other));
        let note = PAGE.deprecation_naming(deprecated, link);
        w.gap();
        w.line(format_args!("> **Deprecated**, {note}"));
    }
    if let Some(description) = &event.description {
        w.gap();
        for line in PAGE.text(&description.value) {
            w.line(format_args!("{line}"));
        }
    }
    write_facts(w, event);
    property::write_table(w, event);
    emit::write(w, event, &pages.settings.languages);
}

fn write_facts(w: &mut Writer, event: &EventDefinition) {
    w.gap();
    w.line(format_args!("| | |"));
    w.line(format_args!("|---|---|"));
    let mut fact = |name: &str, value: String| w.line(format_args!("| {name} | {value} |"));
    fact("Message", code_cell(&event.message.value));
    fact("For example", code_cell(&sample::message(event)));
    fact("Severity", code_cell(event.severity.value.name()));
    fact("Category", code_cell(event.category.name()));
    if let Some(limit) = &event.rate_limit {
        let limit = duration(limit.value);
        fact(
            "Rate limit",
            format!("at most once in {limit} for the same subjects"),
        );
    }
    if !event.owners.is_empty() {
        let owners = event.owners.iter().map(|owner| code_cell(&owner.value));
        fact("Owners", owners.collect::<Vec<_>>().join(", "));
    }
}
