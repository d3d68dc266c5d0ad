//! What an event gives: two interfaces, a guard and a function that emits it.

use tidings_catalog::names::typescript as names;
use tidings_catalog::{EventDefinition, Property};

use super::layout::{fits, literal, write_item};
use super::{docs, property};
use crate::writer::Writer;

/// An event definition and the names that TypeScript gives to it.
pub(super) struct Event<'a> {
    pub declared: &'a EventDefinition,
    /// The event's name as a literal.
    pub name: String,
    pub props: String,
    pub record: String,
}

impl<'a> Event<'a> {
    pub fn new(declared: &'a EventDefinition) -> Self {
        let name = &declared.name.value;
        Self {
            declared,
            name: literal(name),
            props: names::props_interface(name),
            record: names::record_interface(name),
        }
    }

    fn listed_props(&self) -> impl Iterator<Item = &'a Property> {
        let properties = self.declared.properties.iter();
        properties.filter(|property| !property.subject)
    }
}

pub(super) fn write(w: &mut Writer, event: &Event<'_>) {
    for item in [write_props, write_record, write_guard, write_emit] {
        write_item(w, |w| item(w, event));
    }
}

fn write_props(w: &mut Writer, event: &Event<'_>) {
    docs::event(w, event.declared);
    let Event { props, .. } = event;
    if event.declared.properties.is_empty() {
        // An interface without members would take any value.
        return w.line(format_args!("export type {props} = Empty;"));
    }
    let body = |w: &mut Writer| {
        for declared in &event.declared.properties {
            docs::property(w, declared);
            property::write_given(w, declared);
        }
    };
    w.block(format_args!("export interface {props} {{"), body, "}");
}

fn write_record(w: &mut Writer, event: &Event<'_>) {
    let about = format!("A {{@link {}}} as the service lists it.", event.props);
    docs::function(w, &about, event.declared);
    let head = format_args!("export interface {} extends Stored {{", event.record);
    let body = |w: &mut Writer| {
        w.line(format_args!("readonly name: {};", event.name));
        let event_type = literal(&event.declared.event_type.value);
        w.line(format_args!("readonly event_type: {event_type};"));
        let properties = event.declared.properties.iter();
        for subject in properties.filter(|property| property.subject) {
            property::write_listed(w, subject);
        }
        write_listed_props(w, event);
    };
    w.block(head, body, "}");
}

fn write_listed_props(w: &mut Writer, event: &Event<'_>) {
    if event.listed_props().next().is_none() {
        return w.line(format_args!("readonly props: Empty;"));
    }
    let body = |w: &mut Writer| {
        for property in event.listed_props() {
            property::write_listed(w, property);
        }
    };
    w.block(format_args!("readonly props: {{"), body, "};");
}

fn write_guard(w: &mut Writer, event: &Event<'_>) {
    let about = format!("Whether it is a {{@link {}}}.", event.record);
    docs::function(w, &about, event.declared);
    let name = names::guard_function(&event.declared.name.value);
    let (head, parameter) = (format!("export function {name}("), "event: ListedEvent");
    let result = format!("): event is {} {{", event.record);
    if fits(w, head.len() + parameter.len() + result.len()) {
        w.line(format_args!("{head}{parameter}{result}"));
    } else {
        w.line(format_args!("{head}"));
        w.indented(|w| w.line(format_args!("{parameter},")));
        w.line(format_args!("{result}"));
    }
    w.indented(|w| w.line(format_args!("return event.name === {};", event.name)));
    w.line(format_args!("}}"));
}

fn write_emit(w: &mut Writer, event: &Event<'_>) {
    let about = format!("Emits {{@link {}}}.", event.props);
    docs::function(w, &about, event.declared);
    let name = names::emit_function(&event.declared.name.value);
    let required = |property: &Property| !property.optional;
    let default = if event.declared.properties.iter().any(required) {
        ""
    } else {
        " = {}"
    };
    w.line(format_args!("export function {name}("));
    w.indented(|w| {
        w.line(format_args!("client: Client,"));
        w.line(format_args!("props: {}{default},", event.props));
        w.line(format_args!("options?: EmitOptions,"));
    });
    w.line(format_args!("): Promise<Receipt> {{"));
    w.indented(|w| write_call(w, event));
    w.line(format_args!("}}"));
}

fn write_call(w: &mut Writer, event: &Event<'_>) {
    let arguments = ["client", &event.name, "props", "options"];
    let flat = format!("return emit({});", arguments.join(", "));
    if fits(w, flat.len()) {
        return w.line(format_args!("{flat}"));
    }
    let body = |w: &mut Writer| {
        for argument in arguments {
            w.line(format_args!("{argument},"));
        }
    };
    w.block(format_args!("return emit("), body, ");");
}
