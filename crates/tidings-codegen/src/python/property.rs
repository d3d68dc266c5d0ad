//! The fields of properties.

use tidings_catalog::names::python as names;
use tidings_catalog::{Property, PropertyType};

use super::docs;
use super::layout::{Code, literal, write_line};
use crate::writer::Writer;

/// The type of a value, without regard to an `enum`.
pub(super) fn type_name(property_type: PropertyType) -> &'static str {
    match property_type {
        PropertyType::Uuid => "UUID",
        PropertyType::String => "str",
        PropertyType::Integer | PropertyType::Int64 => "int",
        PropertyType::Bool => "bool",
        PropertyType::Float64 => "float",
        PropertyType::Timestamp => "datetime",
    }
}

/// A field, and its docstring.
pub(super) fn write(w: &mut Writer, property: &Property) {
    let name = names::field_name(&property.name.value);
    let after = default(property);
    if property.values.is_empty() {
        let optional = if property.optional { " | None" } else { "" };
        let value = value_type(property);
        write_line(w, &format!("{name}: {value}{optional}{after}"));
    } else {
        let values = property.values.iter().map(|value| &*value.value);
        // A sensitive value is another one where the service lists it.
        let redacted = property.sensitive.then_some("[redacted]");
        let values = values.chain(redacted).map(literal);
        let values = values.chain(property.optional.then(|| "None".to_owned()));
        let values = Code::Literal(values.map(Code::Word).collect());
        values.write(w, &format!("{name}: "), after);
    }
    docs::property(w, property);
}

fn value_type(property: &Property) -> &'static str {
    // It overrides the definition's, so it must be one.
    if property.name.value == "severity" && property.property_type.value == PropertyType::String {
        return "Severity";
    }
    type_name(property.property_type.value)
}

/// A sensitive value is not shown.
fn default(property: &Property) -> &'static str {
    match (property.optional, property.sensitive) {
        (false, false) => "",
        (true, false) => " = None",
        (false, true) => " = field(repr=False)",
        (true, true) => " = field(default=None, repr=False)",
    }
}
