//! The entry of the table of definitions.

use tidings_catalog::names::typescript::{is_of_every_object, object_key};
use tidings_catalog::{EventDefinition, Property};

use super::layout::{Code, literal, write_unless_wide};
use crate::writer::Writer;

pub(super) fn write(w: &mut Writer, event: &EventDefinition) {
    let body = |w: &mut Writer| {
        for (key, value) in [
            ("event_type", literal(&event.event_type.value)),
            ("severity", literal(event.severity.value.name())),
            ("category", literal(event.category.name())),
        ] {
            Code::word(value).write(w, &format!("{key}: "), ",");
        }
        if event.deprecated.is_some() {
            w.line(format_args!("deprecated: true,"));
        }
        Code::word(literal(&event.message.value)).write(w, "message: ", ",");
        write_properties(w, &event.properties);
    };
    let key = object_key(&event.name.value);
    write_unless_wide(w, |w| w.block(format_args!("{key}: {{"), body, "},"));
}

fn write_properties(w: &mut Writer, properties: &[Property]) {
    if properties.is_empty() {
        return w.line(format_args!("properties: {{}},"));
    }
    let body = |w: &mut Writer| {
        for declared in properties {
            let name = &declared.name.value;
            // Else the compiler takes it for the member of every object, and the literals in it for any text.
            let end = if is_of_every_object(name) {
                " as const,"
            } else {
                ","
            };
            property(declared).write(w, &format!("{}: ", object_key(name)), end);
        }
    };
    w.block(format_args!("properties: {{"), body, "},");
}

fn property(property: &Property) -> Code {
    let name = literal(property.property_type.value.name());
    let mut fields = vec![("type", Code::word(name))];
    let flags = [
        ("subject", property.subject),
        ("optional", property.optional),
        ("sensitive", property.sensitive),
    ];
    let set = flags.into_iter().filter(|(_, set)| *set);
    fields.extend(set.map(|(flag, _)| (flag, Code::word("true"))));
    if !property.values.is_empty() {
        let values = property.values.iter();
        let values = values.map(|value| Code::word(literal(&value.value)));
        fields.push(("values", Code::Array(values.collect())));
    }
    Code::Object(fields)
}
