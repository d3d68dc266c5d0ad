//! What a class says of its event.

use tidings_catalog::names::python as names;
use tidings_catalog::{Category, EventDefinition, Property, Severity};

use super::layout::{Code, literal};
use crate::documentation::PLAIN;
use crate::writer::Writer;

pub(super) fn write(w: &mut Writer, event: &EventDefinition) {
    let properties = event.properties.iter().map(property);
    let mut arguments = vec![
        Code::keyword("name", Code::word(literal(&event.name.value))),
        Code::keyword("event_type", Code::word(literal(&event.event_type.value))),
        Code::keyword("severity", Code::word(severity(event.severity.value))),
        Code::keyword("category", Code::word(category(event.category))),
        Code::keyword("message", Code::word(literal(&event.message.value))),
        Code::keyword("properties", Code::Tuple(properties.collect())),
    ];
    if let Some(deprecated) = event.deprecated.as_deref() {
        let note = PLAIN.deprecation(deprecated, names::class_name);
        arguments.push(Code::keyword("deprecated", Code::word(literal(&note))));
    }
    Code::Call("Definition", arguments).write(w, "DEFINITION: ClassVar[Definition] = ", "");
}

fn property(property: &Property) -> Code {
    let name = &property.name.value;
    let texts = [
        name,
        &*names::field_name(name),
        property.property_type.value.name(),
    ];
    let mut arguments: Vec<Code> = texts.map(literal).map(Code::Word).into();
    for (flag, set) in [
        ("subject", property.subject),
        ("optional", property.optional),
        ("sensitive", property.sensitive),
    ] {
        if set {
            arguments.push(Code::keyword(flag, Code::word("True")));
        }
    }
    if !property.values.is_empty() {
        let values = property.values.iter();
        let values = values.map(|value| Code::word(literal(&value.value)));
        arguments.push(Code::keyword("values", Code::Tuple(values.collect())));
    }
    Code::Call("Property", arguments)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "Severity.INFO",
        Severity::Warning => "Severity.WARNING",
        Severity::Error => "Severity.ERROR",
        Severity::Critical => "Severity.CRITICAL",
    }
}

fn category(category: Category) -> &'static str {
    match category {
        Category::User => "Category.USER",
        Category::Metrics => "Category.METRICS",
    }
}
