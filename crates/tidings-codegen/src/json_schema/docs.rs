//! Descriptions: what the catalog says, as it says it.

use tidings_catalog::{EventDefinition, Property};

use crate::documentation::PLAIN;

/// Of an event: its description, message and the rest.
pub(crate) fn event(event: &EventDefinition) -> String {
    let mut lines = PLAIN.event(event);
    lines.extend(deprecation(event).map(|note| format!("\n{note}")));
    lines.join("\n")
}

/// That an event is deprecated, in one line, if it is.
fn deprecation(event: &EventDefinition) -> Option<String> {
    let deprecated = event.deprecated.as_deref()?;
    let note = PLAIN.deprecation(deprecated, str::to_owned);
    Some(format!("Deprecated: {note}"))
}

/// Of a property that has a description, or that needs one.
pub(super) fn property(property: &Property) -> Option<String> {
    let description = property.description.as_ref();
    let description = description.map(|_| PLAIN.property(property).join("\n"));
    let sensitive = "Sensitive: it is `[redacted]` wherever it is stored, listed or shown.";
    match (description, property.sensitive) {
        (Some(text), true) => Some(format!("{text}\n{sensitive}")),
        (None, true) => Some(sensitive.to_owned()),
        (text, false) => text,
    }
}
