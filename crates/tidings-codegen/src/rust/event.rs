//! The type of an event.

use tidings_catalog::names::rust as names;
use tidings_catalog::{EventDefinition, Property, PropertyType};

use super::docs;
use super::layout::{Code, write_arm, write_function, write_impl, write_item};
use super::property::{field_type, read_method, value_variant};
use super::{QUIET, definition};
use crate::writer::Writer;

/// An event definition and the names that Rust gives to it.
pub(super) struct Event<'a> {
    pub declared: &'a EventDefinition,
    pub type_name: String,
    pub static_name: String,
    pub fields: Vec<Field<'a>>,
}

/// A property and its names.
pub(super) struct Field<'a> {
    pub declared: &'a Property,
    pub name: String,
    pub field_type: String,
    pub enumeration: Option<Enumeration<'a>>,
}

/// The type of a property with an `enum`.
pub(super) struct Enumeration<'a> {
    pub name: String,
    /// Variants and their values.
    pub variants: Vec<(String, &'a str)>,
}

impl<'a> Event<'a> {
    pub fn new(declared: &'a EventDefinition) -> Self {
        let name = &declared.name.value;
        let properties = declared.properties.iter();
        Self {
            declared,
            type_name: names::struct_name(name),
            static_name: names::static_name(name),
            fields: properties
                .map(|property| Field::new(name, property))
                .collect(),
        }
    }
}

impl<'a> Field<'a> {
    fn new(event: &str, declared: &'a Property) -> Self {
        let enumeration = (!declared.values.is_empty()).then(|| Enumeration::new(event, declared));
        let enum_name = enumeration
            .as_ref()
            .map(|enumeration| enumeration.name.as_str());
        Self {
            declared,
            name: names::field_name(&declared.name.value),
            field_type: field_type(declared, enum_name),
            enumeration,
        }
    }
}

impl<'a> Enumeration<'a> {
    fn new(event: &str, property: &'a Property) -> Self {
        let values = property.values.iter().map(|value| value.value.as_str());
        Self {
            name: names::enum_name(event, &property.name.value),
            variants: values
                .map(|value| (names::variant_name(value), value))
                .collect(),
        }
    }
}

pub(super) fn write(w: &mut Writer, event: &Event<'_>) {
    for item in [
        write_struct,
        write_name,
        write_values,
        write_event,
        write_debug,
        write_equality,
        write_try_from,
    ] {
        write_item(w, |w| item(w, event));
    }
}

fn write_struct(w: &mut Writer, event: &Event<'_>) {
    docs::event(w, event.declared);
    if event.declared.deprecated.is_some() {
        w.line(format_args!("{QUIET}"));
    }
    super::send::write_deprecated(w, event);
    w.line(format_args!("#[derive(v1::Clone)]"));
    let head = format_args!("pub struct {} {{", event.type_name);
    if event.fields.is_empty() {
        return w.line(format_args!("{head}}}"));
    }
    let fields = |w: &mut Writer| {
        for field in &event.fields {
            docs::property(w, field.declared);
            w.line(format_args!("pub {}: {},", field.name, field.field_type));
        }
    };
    w.block(head, fields, "}");
}

fn write_name(w: &mut Writer, event: &Event<'_>) {
    let body = |w: &mut Writer| {
        docs::line(w, "The event's name.");
        let name = definition::literal(&event.declared.name.value);
        name.assign(w, "pub const NAME: &'static str =", ";");
    };
    implementation(w, event, "", body);
}

fn write_values(w: &mut Writer, event: &Event<'_>) {
    let arms = |w: &mut Writer| {
        for (index, field) in event.fields.iter().enumerate() {
            write_arm(w, &index.to_string(), &value(field));
        }
        w.line(format_args!("_ => v1::Value::Absent,"));
    };
    let function = |w: &mut Writer| {
        let result = "v1::Value<'_>";
        if event.fields.is_empty() {
            let absent = format_args!("v1::Value::Absent");
            let head = format!("fn value(&self, _: usize) -> {result} {{");
            return write_function(w, &head, |w| w.line(absent));
        }
        let matched = |w: &mut Writer| w.block(format_args!("match index {{"), arms, "}");
        let head = format!("fn value(&self, index: usize) -> {result} {{");
        write_function(w, &head, matched);
    };
    implementation(w, event, "v1::Values", function);
}

fn write_event(w: &mut Writer, event: &Event<'_>) {
    let function = |w: &mut Writer| {
        let signature = "fn definition() -> &'static v1::Definition {";
        let reference = format_args!("&{}", event.static_name);
        write_function(w, signature, |w| w.line(reference));
    };
    implementation(w, event, "v1::Event", function);
}

fn write_debug(w: &mut Writer, event: &Event<'_>) {
    let arguments = [
        Code::word(format!("&{}", event.static_name)),
        Code::word("self"),
        Code::word(format!("\"{}\"", event.type_name)),
        Code::word("f"),
    ];
    let call = Code::call("v1::debug", arguments);
    let signature = "fn fmt(&self, f: &mut v1::Formatter<'_>) -> v1::FmtResult {";
    let function = |w: &mut Writer| write_function(w, signature, |w| call.write(w, "", ""));
    implementation(w, event, "v1::Debug", function);
}

fn write_equality(w: &mut Writer, event: &Event<'_>) {
    let definition = Code::word(format!("&{}", event.static_name));
    let arguments = [definition, Code::word("self"), Code::word("other")];
    let call = Code::call("v1::equal", arguments);
    let signature = "fn eq(&self, other: &Self) -> bool {";
    let function = |w: &mut Writer| write_function(w, signature, |w| call.write(w, "", ""));
    implementation(w, event, "v1::PartialEq", function);
}

fn write_try_from(w: &mut Writer, event: &Event<'_>) {
    let body = |w: &mut Writer| {
        w.line(format_args!("type Error = v1::MismatchedRecord;"));
        w.gap();
        let signature = "fn try_from(record: &v1::Record) -> v1::Result<Self, Self::Error> {";
        write_function(w, signature, |w| write_reading(w, event));
    };
    let head = "v1::TryFrom<&v1::Record>";
    implementation(w, event, head, body);
}

fn write_reading(w: &mut Writer, event: &Event<'_>) {
    let static_name = Code::word(format!("&{}", event.static_name));
    let of = Code::call("v1::Fields::of", [Code::word("record"), static_name]);
    of.assign(w, "let fields =", ";");
    if event.fields.is_empty() {
        return w.line(format_args!("fields.finish(Self {{}})"));
    }
    let fields = |w: &mut Writer| {
        for (index, field) in event.fields.iter().enumerate() {
            let read = Code::Field(field.name.clone(), Box::new(reading(index, field)));
            read.write(w, "", ",");
        }
    };
    w.block(format_args!("fields.finish(Self {{"), fields, "})");
}

/// What reads a field. Its type is named rather than inferred, which is what the compiler takes its time for.
fn reading(index: usize, field: &Field<'_>) -> Code {
    let optional = if field.declared.optional {
        "optional_"
    } else {
        ""
    };
    let index = Code::word(index.to_string());
    match &field.enumeration {
        None => {
            let method = read_method(field.declared.property_type.value);
            Code::call(format!("fields.{optional}{method}"), [index])
        }
        Some(Enumeration { name, .. }) => Code::call(
            format!("fields.{optional}variant"),
            [
                index,
                Code::word(format!("{name}::ALL")),
                Code::word(format!("{name}::as_str")),
            ],
        ),
    }
}

/// The field as a `v1::Value`, spelt out where its type is certain, for the same reason.
fn value(field: &Field<'_>) -> String {
    let Field { declared, name, .. } = field;
    if declared.optional || field.enumeration.is_some() {
        return format!("v1::AsValue::as_value(&self.{name})");
    }
    let variant = value_variant(declared.property_type.value);
    let reference = if declared.property_type.value == PropertyType::String {
        "&"
    } else {
        ""
    };
    format!("v1::Value::{variant}({reference}self.{name})")
}

/// An `impl` of `what`, a trait or nothing.
fn implementation(w: &mut Writer, event: &Event<'_>, what: &str, body: impl FnOnce(&mut Writer)) {
    allow_deprecated(w, event);
    write_impl(w, what, &event.type_name, body);
}

/// What is deprecated does not warn of itself.
pub(super) fn allow_deprecated(w: &mut Writer, event: &Event<'_>) {
    if event.declared.deprecated.is_some() {
        w.line(format_args!(
            "#[allow(deprecated, clippy::allow_attributes, reason = \"generated\")]"
        ));
    }
}
