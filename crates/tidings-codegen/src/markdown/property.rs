//! The table of an event's properties.

use tidings_catalog::{EventDefinition, Property};

use super::docs::{cell, code_cell};
use crate::documentation::PAGE;
use crate::writer::Writer;

pub(super) fn write_table(w: &mut Writer, event: &EventDefinition) {
    w.gap();
    if event.properties.is_empty() {
        return w.line(format_args!("It has no properties."));
    }
    w.line(format_args!("| Property | Type | | Description |"));
    w.line(format_args!("|---|---|---|---|"));
    for property in &event.properties {
        w.line(format_args!(
            "| {} | {} | {} | {} |",
            code_cell(&property.name.value),
            value_type(property),
            notes(property),
            description(property)
        ));
    }
}

fn value_type(property: &Property) -> String {
    let name = code_cell(property.property_type.value.name());
    let values = property.values.iter().map(|value| code_cell(&value.value));
    let values: Vec<String> = values.collect();
    if values.is_empty() {
        return name;
    }
    format!("{name}: {}", values.join(", "))
}

fn notes(property: &Property) -> String {
    let optional = if property.optional {
        "optional"
    } else {
        "required"
    };
    let subject = property.subject.then_some("subject");
    let sensitive = property.sensitive.then_some("sensitive");
    let notes = [Some(optional), subject, sensitive].into_iter().flatten();
    notes.collect::<Vec<_>>().join(", ")
}

fn description(property: &Property) -> String {
    let text = property.description.as_ref();
    text.map(|text| cell(&PAGE.text(&text.value)))
        .unwrap_or_default()
}
