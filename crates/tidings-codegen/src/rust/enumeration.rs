//! A type for each property that has an `enum`.

use super::QUIET;
use super::docs;
use super::event::{Enumeration, Event};
use super::layout::Code;
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
    w.gap();
    write_type(w, enumeration, about);
    w.gap();
    write_inherent(w, enumeration);
    for implementation in [
        write_display,
        write_from_str,
        write_as_value,
        write_from_value,
    ] {
        w.gap();
        implementation(w, &enumeration.name);
    }
}

fn write_type(w: &mut Writer, enumeration: &Enumeration<'_>, about: &str) {
    docs::line(w, about);
    w.line(format_args!("{QUIET}"));
    w.block(
        format_args!("#[derive("),
        |w| {
            for derived in DERIVED {
                w.line(format_args!("{derived},"));
            }
        },
        ")]",
    );
    let head = format_args!("pub enum {} {{", enumeration.name);
    let body = |w: &mut Writer| {
        for (variant, value) in &enumeration.variants {
            docs::line(w, &docs::code(value));
            w.line(format_args!("{variant},"));
        }
    };
    w.block(head, body, "}");
}

const DERIVED: [&str; 6] = [
    "::core::clone::Clone",
    "::core::marker::Copy",
    "::core::fmt::Debug",
    "::core::cmp::PartialEq",
    "::core::cmp::Eq",
    "::core::hash::Hash",
];

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
            write_arm(w, variant, value);
        }
    };
    w.block(format_args!("match self {{"), arms, "}");
}

/// An arm; one that is too wide has its value on a line of its own. The value is in ASCII, so that its width is certain.
fn write_arm(w: &mut Writer, variant: &str, value: &str) {
    let literal = ascii_literal(value);
    let arm = format!("Self::{variant} => {literal},");
    if w.indentation() + arm.len() <= 100 {
        return w.line(format_args!("{arm}"));
    }
    let head = format_args!("Self::{variant} => {{");
    w.block(head, |w| w.line(format_args!("{literal}")), "}");
}

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
    let signature = "fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {";
    let body = |w: &mut Writer| w.line(format_args!("f.pad(self.as_str())"));
    let function = |w: &mut Writer| w.block(format_args!("{signature}"), body, "}");
    w.block(
        format_args!("impl ::core::fmt::Display for {name} {{"),
        function,
        "}",
    );
}

fn write_from_str(w: &mut Writer, name: &str) {
    let body = |w: &mut Writer| {
        w.line(format_args!(
            "type Err = ::tidings::generated::v1::UnknownName;"
        ));
        w.gap();
        let signature = "fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {";
        let call = "::tidings::generated::v1::parse(text, Self::ALL, Self::as_str)";
        w.block(
            format_args!("{signature}"),
            |w| w.line(format_args!("{call}")),
            "}",
        );
    };
    w.block(
        format_args!("impl ::core::str::FromStr for {name} {{"),
        body,
        "}",
    );
}

fn write_as_value(w: &mut Writer, name: &str) {
    let body = |w: &mut Writer| {
        let signature = "fn as_value(&self) -> ::tidings::generated::v1::Value<'_> {";
        let call = "::tidings::generated::v1::Value::String(self.as_str())";
        w.block(
            format_args!("{signature}"),
            |w| w.line(format_args!("{call}")),
            "}",
        );
    };
    let head = format_args!("impl ::tidings::generated::v1::AsValue for {name} {{");
    w.block(head, body, "}");
}

fn write_from_value(w: &mut Writer, name: &str) {
    let body = |w: &mut Writer| {
        w.line(format_args!("fn from_value("));
        w.indented(|w| w.line(format_args!("value: ::tidings::generated::v1::Value<'_>,")));
        let call = "::tidings::generated::v1::parse_value(value, Self::ALL, Self::as_str)";
        let head = format_args!(") -> ::core::option::Option<Self> {{");
        w.block(head, |w| w.line(format_args!("{call}")), "}");
    };
    let head = format_args!("impl ::tidings::generated::v1::FromValue for {name} {{");
    w.block(head, body, "}");
}
