//! The `static` that holds what a catalog says of an event.

use tidings_catalog::{Category, EventDefinition, Severity, Spanned};

use super::event::{Event, Field, allow_deprecated};
use super::layout::{Code, write_item};
use super::property::type_constant;
use crate::writer::Writer;

pub(super) fn write(w: &mut Writer, event: &Event<'_>) {
    let before = format!("static {}: v1::Definition =", event.static_name);
    write_item(w, |w| {
        allow_deprecated(w, event);
        definition(event).assign(w, &before, ";");
    });
}

fn definition(event: &Event<'_>) -> Code {
    let declared = event.declared;
    let mut arguments = vec![
        // By way of the constant, which is used so, too.
        Code::word(format!("{}::NAME", event.type_name)),
        literal(&declared.message.value),
        literal(&declared.event_type.value),
        Code::word(severity(declared.severity.value)),
    ];
    let plain = declared.category == Category::User && declared.rate_limit.is_none();
    if !plain {
        arguments.extend([
            Code::word(category(declared.category)),
            rate_limit(declared),
        ]);
    }
    arguments.push(match event.fields.as_slice() {
        [] => Code::word("&[]"),
        fields => Code::Const(fields.iter().map(property).collect()),
    });
    let path = if plain {
        "v1::definition"
    } else {
        "v1::definition_with"
    };
    let definition = Code::call(path, arguments);
    formerly("v1::event_formerly", definition, &declared.formerly)
}

/// With its old names, where it has any.
fn formerly(path: &str, renamed: Code, names: &[Spanned<String>]) -> Code {
    if names.is_empty() {
        return renamed;
    }
    let name =
        |name: &Spanned<String>| Code::call("::std::borrow::Cow::Borrowed", [literal(&name.value)]);
    Code::call(
        path,
        [renamed, Code::Const(names.iter().map(name).collect())],
    )
}

fn property(field: &Field<'_>) -> Code {
    let declared = field.declared;
    let path = match (declared.subject, declared.sensitive, declared.optional) {
        (true, _, false) => "v1::subject",
        (true, _, true) => "v1::optional_subject",
        (false, true, false) => "v1::sensitive",
        (false, true, true) => "v1::optional_sensitive",
        (false, false, false) => "v1::required",
        (false, false, true) => "v1::optional",
    };
    let property_type = Code::word(type_constant(declared.property_type.value));
    let property = Code::call(path, [literal(&declared.name.value), property_type]);
    let property = formerly("v1::formerly", property, &declared.formerly);
    let Some(enumeration) = &field.enumeration else {
        return property;
    };
    // By way of the type, since a value is text of any width in columns.
    let values = enumeration.variants.iter().map(|(variant, _)| {
        let value = format!("{}::{variant}.as_str()", enumeration.name);
        Code::call("::std::borrow::Cow::Borrowed", [Code::word(value)])
    });
    Code::call("v1::one_of", [property, Code::Const(values.collect())])
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "v1::Severity::Info",
        Severity::Warning => "v1::Severity::Warning",
        Severity::Error => "v1::Severity::Error",
        Severity::Critical => "v1::Severity::Critical",
    }
}

fn category(category: Category) -> &'static str {
    match category {
        Category::User => "v1::Category::User",
        Category::Metrics => "v1::Category::Metrics",
    }
}

fn rate_limit(event: &EventDefinition) -> Code {
    Code::word(match &event.rate_limit {
        Some(window) => format!("v1::Option::Some({})", window.value.as_millis()),
        None => "v1::Option::None".to_owned(),
    })
}

/// A string literal, in which what is not seen is escaped.
pub(super) fn literal(text: &str) -> Code {
    Code::word(format!("{text:?}"))
}
