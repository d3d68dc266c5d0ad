//! Properties as fields, arguments and entries of definitions.

use tidings_catalog::{Property, PropertyType};

/// The type of the field.
pub(super) fn field_type(property: &Property, enum_name: Option<&str>) -> String {
    let owned = enum_name.unwrap_or(owned_type(property.property_type.value));
    if property.optional {
        format!("v1::Option<{owned}>")
    } else {
        owned.to_owned()
    }
}

/// Whether its argument is whatever becomes a string.
pub(super) fn is_plain_text(property: &Property) -> bool {
    let text = property.property_type.value == PropertyType::String;
    text && !property.optional && property.values.is_empty()
}

fn owned_type(property_type: PropertyType) -> &'static str {
    match property_type {
        PropertyType::Uuid => "v1::Uuid",
        PropertyType::String => "v1::String",
        PropertyType::Integer | PropertyType::Int64 => "i64",
        PropertyType::Bool => "bool",
        PropertyType::Float64 => "f64",
        PropertyType::Timestamp => "v1::OffsetDateTime",
    }
}

/// The type's constant in `v1`.
pub(super) fn type_constant(property_type: PropertyType) -> &'static str {
    match property_type {
        PropertyType::Uuid => "v1::UUID",
        PropertyType::String => "v1::STRING",
        PropertyType::Integer => "v1::INTEGER",
        PropertyType::Int64 => "v1::INT64",
        PropertyType::Bool => "v1::BOOL",
        PropertyType::Float64 => "v1::FLOAT64",
        PropertyType::Timestamp => "v1::TIMESTAMP",
    }
}

/// The method of `v1::Fields` that reads it.
pub(super) fn read_method(property_type: PropertyType) -> &'static str {
    match property_type {
        PropertyType::Uuid => "uuid",
        PropertyType::String => "string",
        PropertyType::Integer | PropertyType::Int64 => "integer",
        PropertyType::Bool => "bool",
        PropertyType::Float64 => "float",
        PropertyType::Timestamp => "timestamp",
    }
}

/// The variant of `v1::Value` that holds it.
pub(super) fn value_variant(property_type: PropertyType) -> &'static str {
    match property_type {
        PropertyType::Uuid => "Uuid",
        PropertyType::String => "String",
        PropertyType::Integer | PropertyType::Int64 => "Integer",
        PropertyType::Bool => "Bool",
        PropertyType::Float64 => "Float",
        PropertyType::Timestamp => "Timestamp",
    }
}
