//! Properties as fields, and their values as text and as JSON.

use tidings_catalog::names::go as names;
use tidings_catalog::{EventDefinition, Property, PropertyType};

use super::settings::Settings;

/// A property and its names.
pub(super) struct Field<'a> {
    pub declared: &'a Property,
    pub name: String,
    pub argument: String,
    /// Without the `*` of an optional one.
    pub base_type: String,
    /// The type of its argument, which differs for a sensitive text.
    pub argument_base_type: String,
}

impl<'a> Field<'a> {
    pub fn new(event: &EventDefinition, declared: &'a Property, settings: &Settings<'_>) -> Self {
        let property_type = declared.property_type.value;
        let plain = plain_type(property_type, settings.is_own());
        let has_values = !declared.values.is_empty();
        let argument_base_type = if has_values {
            names::enum_name(&event.name.value, &declared.name.value)
        } else {
            plain.to_owned()
        };
        let base_type = if declared.sensitive && !has_values {
            "Sensitive".to_owned()
        } else {
            argument_base_type.clone()
        };
        Self {
            declared,
            name: names::field_name(&declared.name.value),
            argument: names::argument_name(&declared.name.value),
            base_type,
            argument_base_type,
        }
    }

    pub fn field_type(&self) -> String {
        format!("{}{}", self.star(), self.base_type)
    }

    pub fn argument_type(&self) -> String {
        format!("{}{}", self.star(), self.argument_base_type)
    }

    fn star(&self) -> &'static str {
        if self.declared.optional { "*" } else { "" }
    }

    /// Its argument as a value of the field.
    pub fn made_of_argument(&self) -> String {
        let argument = &self.argument;
        match (
            self.base_type == self.argument_base_type,
            self.declared.optional,
        ) {
            (true, _) => argument.clone(),
            (false, false) => format!("{}({argument})", self.base_type),
            (false, true) => format!("(*{})({argument})", self.base_type),
        }
    }

    /// Whether the field holds a Go `string` itself, and no type made of one.
    pub fn is_string(&self) -> bool {
        self.base_type == "string"
    }

    /// What a message has for it, as an expression.
    pub fn text(&self) -> String {
        let name = &self.name;
        let property_type = self.declared.property_type.value;
        match (self.declared.optional, self.declared.sensitive) {
            (false, true) => return REDACTED.to_owned(),
            (true, true) => return format!("textOrNone(e.{name}, redacted)"),
            _ => {}
        }
        if self.declared.optional {
            return match property_type {
                PropertyType::String => format!("stringOrNone(e.{name})"),
                _ => format!("textOrNone(e.{name}, {})", text_function(property_type)),
            };
        }
        match property_type {
            PropertyType::String => self.string(),
            PropertyType::Int64 => format!("strconv.FormatInt(e.{name}, 10)"),
            _ => format!("{}(e.{name})", text_function(property_type)),
        }
    }

    /// The value, which is present, in JSON.
    pub fn json(&self) -> String {
        let star = self.star();
        let name = &self.name;
        if self.declared.sensitive {
            return REDACTED.to_owned();
        }
        match self.declared.property_type.value {
            PropertyType::Uuid => format!("uuidText({star}e.{name})"),
            PropertyType::Timestamp => format!("timeText({star}e.{name})"),
            PropertyType::String if !self.is_string() => format!("string({star}e.{name})"),
            _ => format!("{star}e.{name}"),
        }
    }

    /// The field's text, which is not optional.
    fn string(&self) -> String {
        if self.is_string() {
            format!("e.{}", self.name)
        } else {
            format!("string(e.{})", self.name)
        }
    }
}

/// What stands for a sensitive value, as a Go literal.
pub(super) const REDACTED: &str = "\"[redacted]\"";

fn plain_type(property_type: PropertyType, own: bool) -> &'static str {
    match property_type {
        PropertyType::Uuid if own => "UUID",
        PropertyType::Uuid => "strfmt.UUID",
        PropertyType::String => "string",
        PropertyType::Integer => "int",
        PropertyType::Int64 => "int64",
        PropertyType::Bool => "bool",
        PropertyType::Float64 => "float64",
        PropertyType::Timestamp => "time.Time",
    }
}

fn text_function(property_type: PropertyType) -> &'static str {
    match property_type {
        PropertyType::Uuid => "uuidText",
        PropertyType::String => "string",
        PropertyType::Integer => "strconv.Itoa",
        PropertyType::Int64 => "int64Text",
        PropertyType::Bool => "strconv.FormatBool",
        PropertyType::Float64 => "floatText",
        PropertyType::Timestamp => "timeText",
    }
}
