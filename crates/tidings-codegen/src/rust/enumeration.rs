//! A type for each property that has an `enum`.

use super::QUIET;
use super::docs;
use super::event::{Enumeration, Event};
use super::layout::{Code, write_arm, write_function, write_impl, write_item};
use crate::writer::Writer;

pub(super) fn write_all(w: &mut Writer, event: &Event<'_>) {
    for field in &event.fields {
        if let Some(enumeration) = &field.enumeration {
            let property = docs::code(&field.declared.name.value);
            let about = format!("A value of {property} in [`struct@{}`].", event.type_name);
            write(w, enumeration, &about);
        }
    }
}

fn write(w: &mut Writer, enumeration: &Enumeration<'_>, about: &str) {
    write_item(w, |w| write_type(w, enumeration, about));
    write_item(w, |w| write_inherent(w, enumeration));
    for implementation in [write_display, write_from_str, write_as_value] {
        write_item(w, |w| implementation(w, &enumeration.name));
    }
}

fn write_type(w: &mut Writer, enumeration: &Enumeration<'_>, about: &str) {
    docs::line(w, about);
    w.line(format_args!("{QUIET}"));
    w.line(format_args!("{DERIVE}"));
    let head = format_args!("pub enum {} {{", enumeration.name);
    let body = |w: &mut Writer| {
        for (variant, value) in &enumeration.variants {
            docs::line(w, &docs::code(value));
            w.line(format_args!("{variant},"));
        }
    };
    w.block(head, body, "}");
}

const DERIVE: &str = "#[derive(v1::Clone, v1::Copy, v1::Debug, v1::PartialEq, v1::Eq, v1::Hash)]";

fn write_inherent(w: &mut Writer, enumeration: &Enumeration<'_>) {
    let body = |w: &mut Writer| {
        docs::line(w, "Every value, in the order of the catalog.");
        let variants = enumeration.variants.iter();
        let all = variants.map(|(variant, _)| Code::word(format!("Self::{variant}")));
        Code::Array(all.collect()).assign(w, "pub const ALL: &'static [Self] =", ";");
        w.gap();
        docs::line(w, "The value as the catalog has it.");
        let head = format_args!("pub const fn as_str(self) -> &'static str {{");
        w.block(head, |w| write_match(w, enumeration), "}");
    };
    w.line(format_args!("{QUIET}"));
    w.block(format_args!("impl {} {{", enumeration.name), body, "}");
}

fn write_match(w: &mut Writer, enumeration: &Enumeration<'_>) {
    let arms = |w: &mut Writer| {
        for (variant, value) in &enumeration.variants {
            write_arm(w, &format!("Self::{variant}"), &ascii_literal(value));
        }
    };
    w.block(format_args!("match self {{"), arms, "}");
}

/// In ASCII, so that its width in columns is certain.
fn ascii_literal(value: &str) -> String {
    let literal = format!("{value:?}");
    let characters = literal.chars();
    characters.fold(
        String::with_capacity(literal.len()),
        |mut out, character| {
            if character.is_ascii() {
                out.push(character);
            } else {
                out.extend(character.escape_unicode());
            }
            out
        },
    )
}

fn write_display(w: &mut Writer, name: &str) {
    let signature = "fn fmt(&self, f: &mut v1::Formatter<'_>) -> v1::FmtResult {";
    write_impl(w, "v1::Display", name, |w| {
        write_function(w, signature, |w| {
            w.line(format_args!("f.pad(self.as_str())"))
        });
    });
}

fn write_from_str(w: &mut Writer, name: &str) {
    let signature = "fn from_str(text: &str) -> v1::Result<Self, Self::Err> {";
    let body = "v1::parse(text, Self::ALL, Self::as_str)";
    write_impl(w, "v1::FromStr", name, |w| {
        w.line(format_args!("type Err = v1::UnknownName;"));
        w.gap();
        write_function(w, signature, |w| w.line(format_args!("{body}")));
    });
}

fn write_as_value(w: &mut Writer, name: &str) {
    let signature = "fn as_value(&self) -> v1::Value<'_> {";
    let body = "v1::Value::String(self.as_str())";
    write_impl(w, "v1::AsValue", name, |w| {
        write_function(w, signature, |w| w.line(format_args!("{body}")));
    });
}
