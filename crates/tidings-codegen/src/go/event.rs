//! The type of an event, and its methods.

use tidings_catalog::EventDefinition;
use tidings_catalog::names::go as names;

use super::literal::literal;
use super::property::Field;
use super::settings::Settings;
use super::{docs, message};
use crate::writer::Writer;

/// An event definition and the names that Go gives to it.
pub(super) struct Event<'a> {
    pub declared: &'a EventDefinition,
    pub class: String,
    pub fields: Vec<Field<'a>>,
    /// Whether its package has its own sender.
    pub own: bool,
}

impl<'a> Event<'a> {
    pub fn new(declared: &'a EventDefinition, settings: &Settings<'_>) -> Self {
        let properties = declared.properties.iter();
        Self {
            declared,
            class: names::class_name(&declared.name.value),
            fields: properties
                .map(|property| Field::new(declared, property, settings))
                .collect(),
            own: settings.is_own(),
        }
    }

    pub fn field(&self, property: &str) -> Option<&Field<'a>> {
        self.fields
            .iter()
            .find(|field| field.declared.name.value == property)
    }
}

pub(super) fn write(w: &mut Writer, event: &Event<'_>) {
    write_struct(w, event);
    write_name(w, event);
    write_constructor(w, event);
    let name = literal(&event.declared.name.value);
    method(w, event, "GetName() string", &format!("return {name}"));
    if event.own {
        let event_type = literal(&event.declared.event_type.value);
        method(
            w,
            event,
            "GetEventType() string",
            &format!("return {event_type}"),
        );
    }
    write_severity(w, event);
    if event.own {
        write_values(w, event, "GetSubjects", true);
    } else {
        write_ids(w, event);
    }
    if let Some(info) = event.field("info") {
        write_text_method(w, event, "GetInfo", info, "\"\"");
    }
    write_values(w, event, "GetProps", false);
    let body = format!("return {}", message::expression(event));
    method(w, event, "FormatMessage() string", &body);
}

fn write_struct(w: &mut Writer, event: &Event<'_>) {
    w.gap();
    docs::event(w, event);
    if event.fields.is_empty() {
        return w.line(format_args!("type {} struct{{}}", event.class));
    }
    w.line(format_args!("type {} struct {{", event.class));
    for section in sections(&event.fields) {
        let width = section.iter().map(|field| field.name.len()).max();
        let width = width.unwrap_or(0);
        for field in section {
            docs::property(w, field.declared);
            w.line(format_args!(
                "\t{:width$} {}",
                field.name,
                field.field_type()
            ));
        }
    }
    w.line(format_args!("}}"));
}

/// Fields whose types gofmt aligns with each other: a comment begins a new section.
fn sections<'f, 'a>(fields: &'f [Field<'a>]) -> impl Iterator<Item = &'f [Field<'a>]> {
    fields.chunk_by(|_, field| docs::described(field.declared).next().is_none())
}

fn write_name(w: &mut Writer, event: &Event<'_>) {
    w.gap();
    let name = &event.declared.name.value;
    let variable = names::name_variable(name);
    docs::line(w, &format!("{variable} is the name of [{}].", event.class));
    w.line(format_args!("var {variable} string = {}", literal(name)));
}

fn write_constructor(w: &mut Writer, event: &Event<'_>) {
    w.gap();
    let constructor = names::constructor(&event.declared.name.value);
    docs::line(w, &format!("{constructor} makes a [{}].", event.class));
    docs::deprecated(w, event.declared);
    let parameters = parameters(event);
    write_signature(w, &constructor, &parameters, &format!(" *{}", event.class));
    let fields = event.fields.iter();
    let fields: Vec<String> = fields
        .map(|field| format!("{}: {}", field.name, field.made_of_argument()))
        .collect();
    w.line(format_args!(
        "\treturn &{}{{{}}}",
        event.class,
        fields.join(", ")
    ));
    w.line(format_args!("}}"));
}

/// An argument for each property.
pub(super) fn parameters(event: &Event<'_>) -> Vec<String> {
    let fields = event.fields.iter();
    fields
        .map(|field| format!("{} {}", field.argument, field.argument_type()))
        .collect()
}

/// Columns up to which a signature stands on one line; gofmt has no opinion.
const WIDTH: usize = 100;

/// A function's first line, or one line for each parameter. `result` begins with a space, or is empty.
pub(super) fn write_signature(w: &mut Writer, name: &str, parameters: &[String], result: &str) {
    let flat = format!("func {name}({}){result} {{", parameters.join(", "));
    if flat.len() <= WIDTH {
        return w.line(format_args!("{flat}"));
    }
    w.line(format_args!("func {name}("));
    for parameter in parameters {
        w.line(format_args!("\t{parameter},"));
    }
    w.line(format_args!("){result} {{"));
}

fn write_severity(w: &mut Writer, event: &Event<'_>) {
    let declared = literal(event.declared.severity.value.name());
    match event.field("severity") {
        Some(field) => write_text_method(w, event, "GetSeverity", field, &declared),
        None => method(
            w,
            event,
            "GetSeverity() string",
            &format!("return {declared}"),
        ),
    }
}

/// A method that gives a property's text, or something else where it is absent.
fn write_text_method(
    w: &mut Writer,
    event: &Event<'_>,
    name: &str,
    field: &Field<'_>,
    absent: &str,
) {
    let signature = format!("{name}() string");
    let value = field.json();
    if !field.declared.optional {
        return method(w, event, &signature, &format!("return {value}"));
    }
    head(w, event, &signature);
    w.line(format_args!("\tif e.{} == nil {{", field.name));
    w.line(format_args!("\t\treturn {absent}"));
    w.line(format_args!("\t}}"));
    w.line(format_args!("\treturn {value}"));
    w.line(format_args!("}}"));
}

/// The ids by which the original's senders know what the event is about.
fn write_ids(w: &mut Writer, event: &Event<'_>) {
    let event_type = event.declared.event_type.value.as_str();
    let required = match event_type {
        "cluster" => ["cluster_id"].as_slice(),
        "host" => &["host_id", "infra_env_id"],
        _ => &["infra_env_id"],
    };
    if event_type != "cluster" {
        let value = match event.field("cluster_id") {
            None => "nil",
            Some(field) if field.declared.optional => "e.ClusterId",
            Some(_) => "&e.ClusterId",
        };
        let body = format!("return {value}");
        method(w, event, "GetClusterId() *strfmt.UUID", &body);
    }
    for id in required {
        let name = names::field_name(id);
        let signature = format!("Get{name}() strfmt.UUID");
        method(w, event, &signature, &format!("return e.{name}"));
    }
}

/// A method that gives the subjects or all other properties, as a record has them.
fn write_values(w: &mut Writer, event: &Event<'_>, name: &str, subjects: bool) {
    w.gap();
    let about = if subjects {
        "gives what the event is about, by property."
    } else {
        "gives all that is no subject, by property, without what is absent."
    };
    docs::line(w, &format!("{name} {about}"));
    let signature = format!("func (e *{}) {name}() map[string]any {{", event.class);
    let fields = event.fields.iter();
    let fields: Vec<&Field<'_>> = fields
        .filter(|field| field.declared.subject == subjects)
        .collect();
    w.line(format_args!("{signature}"));
    if fields.is_empty() {
        w.line(format_args!("\treturn map[string]any{{}}"));
        return w.line(format_args!("}}"));
    }
    w.line(format_args!(
        "\tvalues := make(map[string]any, {})",
        fields.len()
    ));
    for field in fields {
        let key = literal(&field.declared.name.value);
        let value = field.json();
        if field.declared.optional {
            w.line(format_args!("\tif e.{} != nil {{", field.name));
            w.line(format_args!("\t\tvalues[{key}] = {value}"));
            w.line(format_args!("\t}}"));
        } else {
            w.line(format_args!("\tvalues[{key}] = {value}"));
        }
    }
    w.line(format_args!("\treturn values"));
    w.line(format_args!("}}"));
}

/// A method of one line.
fn method(w: &mut Writer, event: &Event<'_>, signature: &str, body: &str) {
    head(w, event, signature);
    w.line(format_args!("\t{body}"));
    w.line(format_args!("}}"));
}

fn head(w: &mut Writer, event: &Event<'_>, signature: &str) {
    w.gap();
    w.line(format_args!("func (e *{}) {signature} {{", event.class));
}
