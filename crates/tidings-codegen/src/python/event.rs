//! The class of an event.

use tidings_catalog::EventDefinition;
use tidings_catalog::names::python as names;

use super::layout::{separate, write_line};
use super::{definition, docs, property};
use crate::writer::Writer;

/// An event definition and the name that Python gives to it.
pub(super) struct Event<'a> {
    pub declared: &'a EventDefinition,
    pub class: String,
}

impl<'a> Event<'a> {
    pub fn new(declared: &'a EventDefinition) -> Self {
        Self {
            declared,
            class: names::class_name(&declared.name.value),
        }
    }
}

pub(super) fn write(w: &mut Writer, event: &Event<'_>) {
    separate(w);
    // Arguments by name, since their order may change with the catalog.
    w.line(format_args!(
        "@dataclass(frozen=True, slots=True, kw_only=True)"
    ));
    write_line(w, &format!("class {}(Event):", event.class));
    w.indented(|w| {
        docs::event(w, event.declared);
        w.gap();
        for declared in &event.declared.properties {
            property::write(w, declared);
        }
        definition::write(w, event.declared);
    });
}
