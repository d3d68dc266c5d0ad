//! From what is declared to the catalog, once every rule has found it right.

use crate::catalog::{
    Catalog, Category, Deprecated, EventDefinition, EventType, Property, PropertyType, Retired,
    Severity, Subject,
};
use crate::context::Context;
use crate::declared::{
    DeclaredCatalog, DeclaredDeprecated, DeclaredEvent, DeclaredEventType, DeclaredProperty,
    DeclaredRetired, Text,
};
use crate::rules::invalid_rate_limit;
use crate::source::Spanned;

const CHECKED: &str = "there is a finding when it cannot be read";

/// The subjects of a checked catalog.
pub(crate) fn subjects(context: &Context<'_, '_>) -> Vec<Subject> {
    let subjects = context.subjects.iter();
    subjects
        .map(|subject| Subject {
            name: subject.name.to_owned(),
            property_type: subject.property_type,
        })
        .collect()
}

/// The catalog, of which no rule reports an error.
pub(crate) fn catalog(declared: DeclaredCatalog<'_>, subjects: Vec<Subject>) -> Catalog {
    let events = exact(declared.events, |declared| event(declared, &subjects));
    Catalog {
        event_types: declared
            .event_types
            .expect(CHECKED)
            .into_iter()
            .map(event_type)
            .collect(),
        events,
        retired: declared.retired.into_iter().map(retired).collect(),
        extensions: declared.extensions,
        event_type_extensions: declared.event_type_extensions,
        subjects,
    }
}

/// Collecting keeps the memory of what is collected from, which is larger: a catalog stays longer than what it was made of.
fn exact<T, U>(items: Vec<T>, convert: impl FnMut(T) -> U) -> Vec<U> {
    let mut converted: Vec<U> = items.into_iter().map(convert).collect();
    converted.shrink_to_fit();
    converted
}

fn event_type(declared: DeclaredEventType<'_>) -> EventType {
    let names = |texts: Vec<Text<'_>>| {
        texts
            .into_iter()
            .map(|text| text.value.into_owned())
            .collect()
    };
    EventType {
        name: owned(declared.name),
        requires: names(declared.requires),
        allows: names(declared.allows),
        forbids: names(declared.forbids),
        owner: names(declared.owner),
        extensions: declared.extensions,
    }
}

fn event(declared: DeclaredEvent<'_>, subjects: &[Subject]) -> EventDefinition {
    let (properties, properties_extensions) = declared.properties.expect(CHECKED).into_parts();
    EventDefinition {
        name: owned(declared.name.expect(CHECKED)),
        message: owned(declared.message.expect(CHECKED)),
        event_type: owned(declared.event_type.expect(CHECKED)),
        severity: parsed(declared.severity.as_ref().expect(CHECKED), Severity::parse),
        properties: exact(properties, |declared| property(declared, subjects)),
        description: declared.description.map(owned),
        category: declared
            .category
            .map(|name| Category::parse(&name).expect(CHECKED))
            .unwrap_or_default(),
        rate_limit: declared
            .rate_limit
            .map(|limit| parsed(&limit, invalid_rate_limit::duration)),
        deprecated: declared
            .deprecated
            .map(|declared| Box::new(deprecated(declared))),
        formerly: declared.formerly.into_iter().map(owned).collect(),
        owners: declared.owners.into_iter().map(owned).collect(),
        allow: declared.allow.into_iter().map(owned).collect(),
        extensions: declared.extensions,
        properties_extensions,
        span: declared.span,
    }
}

fn property(declared: DeclaredProperty<'_>, subjects: &[Subject]) -> Property {
    Property {
        optional: declared.is_optional(),
        subject: subjects
            .iter()
            .any(|subject| subject.name == declared.name.value),
        name: owned(declared.name),
        property_type: parsed(
            declared.property_type.as_ref().expect(CHECKED),
            PropertyType::parse,
        ),
        sensitive: declared.sensitive.is_some_and(|sensitive| sensitive.value),
        description: declared.description.map(owned),
        values: declared
            .values
            .map(|values| values.value.into_iter().map(owned).collect())
            .unwrap_or_default(),
        formerly: declared.formerly.into_iter().map(owned).collect(),
        extensions: declared.extensions,
    }
}

fn deprecated(declared: DeclaredDeprecated<'_>) -> Deprecated {
    Deprecated {
        since: declared.since.map(owned),
        replaced_by: declared.replaced_by.map(owned),
        reason: declared.reason.map(owned),
        extensions: declared.extensions,
        span: declared.span,
    }
}

fn retired(declared: DeclaredRetired<'_>) -> Retired {
    Retired {
        name: owned(declared.name.expect(CHECKED)),
        since: owned(declared.since.expect(CHECKED)),
        replaced_by: declared.replaced_by.map(owned),
        reason: declared.reason.map(owned),
        extensions: declared.extensions,
        span: declared.span,
    }
}

fn owned(text: Text<'_>) -> Spanned<String> {
    Spanned {
        value: text.value.into_owned(),
        span: text.span,
    }
}

fn parsed<T>(text: &Text<'_>, parse: impl FnOnce(&str) -> Option<T>) -> Spanned<T> {
    Spanned {
        value: parse(text).expect(CHECKED),
        span: text.span,
    }
}
