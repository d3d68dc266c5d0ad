//! The type of an event.

use tidings_catalog::names::rust as names;
use tidings_catalog::{EventDefinition, Property};

use super::docs;
use super::layout::Code;
use super::property::field_type;
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
    write_struct(w, event);
    for implementation in [
        write_name,
        write_values,
        write_event,
        write_debug,
        write_equality,
        write_try_from,
    ] {
        w.gap();
        implementation(w, event);
    }
}

fn write_struct(w: &mut Writer, event: &Event<'_>) {
    docs::event(w, event.declared);
    w.line(format_args!("{QUIET}"));
    super::send::write_deprecated(w, event);
    w.line(format_args!("#[derive(::core::clone::Clone)]"));
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
    w.line(format_args!("{QUIET}"));
    implementation(w, event, "", body);
}

fn write_values(w: &mut Writer, event: &Event<'_>) {
    let arms = |w: &mut Writer| {
        for (index, field) in event.fields.iter().enumerate() {
            let field = Code::word(format!("&self.{}", field.name));
            let value = Code::call("::tidings::generated::v1::AsValue::as_value", [field]);
            value.write(w, &format!("{index} => "), ",");
        }
        w.line(format_args!(
            "_ => ::tidings::generated::v1::Value::Absent,"
        ));
    };
    let function = |w: &mut Writer| {
        let result = "::tidings::generated::v1::Value<'_>";
        if event.fields.is_empty() {
            let absent = format_args!("::tidings::generated::v1::Value::Absent");
            let head = format_args!("fn value(&self, _: usize) -> {result} {{");
            return w.block(head, |w| w.line(absent), "}");
        }
        let matched = |w: &mut Writer| w.block(format_args!("match index {{"), arms, "}");
        w.block(
            format_args!("fn value(&self, index: usize) -> {result} {{"),
            matched,
            "}",
        );
    };
    implementation(w, event, "::tidings::generated::v1::Values for ", function);
}

fn write_event(w: &mut Writer, event: &Event<'_>) {
    let function = |w: &mut Writer| {
        w.block(
            format_args!("fn definition() -> &'static ::tidings::generated::v1::Definition {{"),
            |w| w.line(format_args!("&{}", event.static_name)),
            "}",
        );
    };
    implementation(w, event, "::tidings::generated::v1::Event for ", function);
}

fn write_debug(w: &mut Writer, event: &Event<'_>) {
    let arguments = [
        Code::word(format!("&{}", event.static_name)),
        Code::word("self"),
        Code::word(format!("\"{}\"", event.type_name)),
        Code::word("f"),
    ];
    let call = Code::call("::tidings::generated::v1::debug", arguments);
    let signature = "fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {";
    let function =
        |w: &mut Writer| w.block(format_args!("{signature}"), |w| call.write(w, "", ""), "}");
    implementation(w, event, "::core::fmt::Debug for ", function);
}

fn write_equality(w: &mut Writer, event: &Event<'_>) {
    let definition = Code::word(format!("&{}", event.static_name));
    let arguments = [definition, Code::word("self"), Code::word("other")];
    let call = Code::call("::tidings::generated::v1::equal", arguments);
    let signature = "fn eq(&self, other: &Self) -> bool {";
    let function =
        |w: &mut Writer| w.block(format_args!("{signature}"), |w| call.write(w, "", ""), "}");
    implementation(w, event, "::core::cmp::PartialEq for ", function);
}

fn write_try_from(w: &mut Writer, event: &Event<'_>) {
    let body = |w: &mut Writer| {
        w.line(format_args!(
            "type Error = ::tidings::generated::v1::MismatchedRecord;"
        ));
        w.gap();
        w.line(format_args!("fn try_from("));
        w.indented(|w| w.line(format_args!("record: &::tidings::generated::v1::Record,")));
        let head = format_args!(") -> ::core::result::Result<Self, Self::Error> {{");
        w.block(head, |w| write_reading(w, event), "}");
    };
    let head = "::core::convert::TryFrom<&::tidings::generated::v1::Record> for ";
    implementation(w, event, head, body);
}

fn write_reading(w: &mut Writer, event: &Event<'_>) {
    let static_name = Code::word(format!("&{}", event.static_name));
    let of = Code::call(
        "::tidings::generated::v1::Fields::of",
        [Code::word("record"), static_name],
    );
    if event.fields.is_empty() {
        of.write(w, "", "?;");
        return w.line(format_args!("::core::result::Result::Ok(Self {{}})"));
    }
    of.assign(w, "let fields =", "?;");
    let fields = |w: &mut Writer| {
        for (index, field) in event.fields.iter().enumerate() {
            let method = if field.declared.optional {
                "optional"
            } else {
                "required"
            };
            w.line(format_args!("{}: fields.{method}({index})?,", field.name));
        }
    };
    w.block(
        format_args!("::core::result::Result::Ok(Self {{"),
        fields,
        "})",
    );
}

/// `impl TRAIT for TYPE { .. }`; `what` is all before the type.
fn implementation(w: &mut Writer, event: &Event<'_>, what: &str, body: impl FnOnce(&mut Writer)) {
    if event.declared.deprecated.is_some() {
        w.line(format_args!(
            "#[allow(deprecated, clippy::allow_attributes, reason = \"generated\")]"
        ));
    }
    let head = format!("impl {what}{} {{", event.type_name);
    if head.len() <= 100 || what.is_empty() {
        return w.block(format_args!("{head}"), body, "}");
    }
    let what = what.trim_end_matches(" for ");
    w.line(format_args!("impl {what}"));
    w.indented(|w| w.line(format_args!("for {}", event.type_name)));
    w.block(format_args!("{{"), body, "}");
}
