//! The functions that send an event.

use tidings_catalog::Deprecated;
use tidings_catalog::names::rust as names;

use super::QUIET;
use super::docs;
use super::event::{Event, Field};
use super::layout::Code;
use super::property::is_plain_text;
use crate::writer::Writer;

/// An argument may be left out of account: clippy counts seven, the sender included.
const MAX_ARGUMENTS: usize = 7;

pub(super) fn write(w: &mut Writer, event: &Event<'_>) {
    let name = &event.declared.name.value;
    w.gap();
    docs::line(w, &format!("Sends [`struct@{}`].", event.type_name));
    write_function(w, event, &names::send_function(name), &[]);
    w.gap();
    docs::line(
        w,
        &format!("Sends [`struct@{}`] as of another time.", event.type_name),
    );
    write_function(w, event, &names::send_at_function(name), &["event_time"]);
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
    w.line(format_args!("pub fn {name}<'a>("));
    w.indented(|w| {
        w.line(format_args!(
            "sender: &'a (impl ::tidings::generated::v1::Sender + ?::core::marker::Sized),"
        ));
        event
            .fields
            .iter()
            .for_each(|field| write_parameter(w, field));
        for time in time {
            w.line(format_args!(
                "{time}: ::tidings::generated::v1::OffsetDateTime,"
            ));
        }
    });
    let head = format_args!(") -> ::tidings::generated::v1::Sending<'a> {{");
    w.block(head, |w| write_body(w, event, time), "}");
}

fn write_parameter(w: &mut Writer, field: &Field<'_>) {
    let name = names::argument_name(&field.declared.name.value);
    let field_type = if is_plain_text(field.declared) {
        "impl ::core::convert::Into<::std::string::String>"
    } else {
        &field.field_type
    };
    w.line(format_args!("{name}: {field_type},"));
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
    let path = format!("::tidings::generated::v1::Event::{method}");
    Code::call(path, arguments.collect::<Vec<_>>()).write(w, "", "");
}

fn initializer(field: &Field<'_>) -> Code {
    let argument = names::argument_name(&field.declared.name.value);
    let name = &field.name;
    Code::word(match is_plain_text(field.declared) {
        true => format!("{name}: ::core::convert::Into::into({argument})"),
        false if argument == *name => argument,
        false => format!("{name}: {argument}"),
    })
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
    Code::call("#[deprecated", arguments).write(w, "", "]");
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
