//! The functions that send an event.

use tidings_catalog::Deprecated;
use tidings_catalog::names::rust as names;

use super::QUIET;
use super::docs;
use super::event::{Event, Field};
use super::layout::{Code, write_item, write_signature};
use super::property::is_plain_text;
use crate::writer::Writer;

/// More than these, the sender included, clippy warns of.
const MAX_ARGUMENTS: usize = 7;

pub(super) fn write(w: &mut Writer, event: &Event<'_>) {
    let name = &event.declared.name.value;
    write_item(w, |w| {
        docs::line(w, &format!("Sends [`struct@{}`].", event.type_name));
        write_function(w, event, &names::send_function(name), &[]);
    });
    write_item(w, |w| {
        let about = format!("Sends [`struct@{}`] as of another time.", event.type_name);
        docs::line(w, &about);
        write_function(w, event, &names::send_at_function(name), &["event_time"]);
    });
}

/// `time`: the argument for the time, if there is one.
fn write_function(w: &mut Writer, event: &Event<'_>, name: &str, time: &[&str]) {
    w.line(format_args!("{QUIET}"));
    if event.fields.len() + time.len() + 1 > MAX_ARGUMENTS {
        w.line(format_args!(
            "#[allow(clippy::too_many_arguments, reason = \"one per property\")]"
        ));
    }
    write_deprecated(w, event);
    if event.declared.deprecated.is_some() {
        w.line(format_args!("#[allow(deprecated, reason = \"generated\")]"));
    }
    let mut parameters = vec!["sender: &'a (impl v1::Sender + ?v1::Sized)".to_owned()];
    parameters.extend(event.fields.iter().map(parameter));
    parameters.extend(
        time.iter()
            .map(|time| format!("{time}: v1::OffsetDateTime")),
    );
    let head = format!("pub fn {name}<'a>");
    write_signature(w, &head, &parameters, "v1::Sending<'a>");
    w.indented(|w| write_body(w, event, time));
    w.line(format_args!("}}"));
}

fn parameter(field: &Field<'_>) -> String {
    let name = names::argument_name(&field.declared.name.value);
    let field_type = if is_plain_text(field.declared) {
        "impl v1::Into<v1::String>"
    } else {
        &field.field_type
    };
    format!("{name}: {field_type}")
}

fn write_body(w: &mut Writer, event: &Event<'_>, time: &[&str]) {
    let made = Code::Struct(
        event.type_name.clone(),
        event.fields.iter().map(initializer).collect(),
    );
    made.assign(w, "let event =", ";");
    let method = if time.is_empty() { "send" } else { "send_at" };
    let arguments = ["&event", "sender"]
        .iter()
        .chain(time)
        .map(|argument| Code::word(*argument));
    let path = format!("v1::Event::{method}");
    Code::call(path, arguments.collect::<Vec<_>>()).write(w, "", "");
}

fn initializer(field: &Field<'_>) -> Code {
    let argument = names::argument_name(&field.declared.name.value);
    let name = field.name.clone();
    if is_plain_text(field.declared) {
        let value = Code::call("v1::Into::into", [Code::word(argument)]);
        Code::Field(name, Box::new(value))
    } else if argument == name {
        Code::word(name)
    } else {
        Code::Field(name, Box::new(Code::word(argument)))
    }
}

/// `#[deprecated]`, if the event is.
pub(super) fn write_deprecated(w: &mut Writer, event: &Event<'_>) {
    let Some(deprecated) = &event.declared.deprecated else {
        return;
    };
    w.line(format_args!(
        "#[allow(clippy::deprecated_semver, reason = \"a date\")]"
    ));
    let mut arguments = Vec::new();
    if let Some(since) = &deprecated.since {
        arguments.push(Code::word(format!("since = {:?}", since.value)));
    }
    if let Some(note) = note(deprecated) {
        arguments.push(Code::word(format!("note = {note:?}")));
    }
    if arguments.is_empty() {
        return w.line(format_args!("#[deprecated]"));
    }
    Code::Attribute("deprecated".to_owned(), arguments).write(w, "", "");
}

/// What to use instead, and why.
fn note(deprecated: &Deprecated) -> Option<String> {
    let replacement = deprecated
        .replaced_by
        .as_ref()
        .map(|name| format!("use `{}`", names::struct_name(&name.value)));
    let reason = deprecated
        .reason
        .as_ref()
        .map(|reason| reason.value.clone());
    let parts: Vec<String> = replacement.into_iter().chain(reason).collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}
