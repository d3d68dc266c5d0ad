//! The types of properties.

use tidings_catalog::{Property, PropertyType};

use super::layout::{literal, write_union};
use crate::writer::Writer;

/// The type of a value, without regard to an `enum`, as the service lists it.
pub(super) fn type_name(property_type: PropertyType) -> &'static str {
    match property_type {
        PropertyType::Uuid => "Uuid",
        PropertyType::String => "string",
        PropertyType::Integer | PropertyType::Int64 => "Integer",
        PropertyType::Bool => "boolean",
        PropertyType::Float64 => "number",
        PropertyType::Timestamp => "Timestamp",
    }
}

/// The member of an interface by which a property is given.
pub(super) fn write_given(w: &mut Writer, property: &Property) {
    let mut members = values(property);
    if members.is_empty() {
        if property.property_type.value == PropertyType::Timestamp {
            members.push("Date".to_owned());
        }
        members.push(value_type(property).to_owned());
    }
    if property.optional {
        members.push("undefined".to_owned());
    }
    write_union(w, &head(property), members);
}

/// The member of an interface by which a property is listed.
pub(super) fn write_listed(w: &mut Writer, property: &Property) {
    let mut members = values(property);
    // A sensitive value is another one there.
    if members.is_empty() || property.sensitive {
        members = vec![value_type(property).to_owned()];
    }
    write_union(w, &head(property), members);
}

fn value_type(property: &Property) -> &'static str {
    // It overrides the definition's, so it must be one.
    if property.name.value == "severity" && property.property_type.value == PropertyType::String {
        return "Severity";
    }
    type_name(property.property_type.value)
}

fn head(property: &Property) -> String {
    let optional = if property.optional { "?" } else { "" };
    format!("readonly {}{optional}:", property.name.value)
}

fn values(property: &Property) -> Vec<String> {
    let values = property.values.iter();
    values.map(|value| literal(&value.value)).collect()
}
