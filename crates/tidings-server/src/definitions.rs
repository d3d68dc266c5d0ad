//! Definitions of the runtime, from a catalog that was read.

use std::borrow::Cow;

use tidings::{Category, Definition, Property, PropertyType, Severity};
use tidings_catalog as catalog;

/// One definition per event, in the catalog's order.
pub fn of(catalog: &catalog::Catalog) -> Vec<Definition> {
    catalog.events.iter().map(definition).collect()
}

fn definition(event: &catalog::EventDefinition) -> Definition {
    let properties = event.properties.iter().map(property).collect();
    let definition = Definition::new(
        event.name.value.clone(),
        event.message.value.clone(),
        event.event_type.value.clone(),
        severity(event.severity.value),
    )
    .with_properties(properties)
    .with_category(category(event.category))
    .with_old_names(texts(&event.formerly));
    match &event.rate_limit {
        Some(window) => definition.with_rate_limit(window.value),
        None => definition,
    }
}

fn property(declared: &catalog::Property) -> Property {
    let mut property = Property::new(
        declared.name.value.clone(),
        property_type(declared.property_type.value),
    );
    property.optional = declared.optional;
    property.subject = declared.subject;
    property.sensitive = declared.sensitive;
    property
        .with_values(texts(&declared.values))
        .with_old_names(texts(&declared.formerly))
}

fn texts(texts: &[catalog::Spanned<String>]) -> Vec<Cow<'static, str>> {
    texts.iter().map(|text| text.value.clone().into()).collect()
}

pub(crate) fn property_type(declared: catalog::PropertyType) -> PropertyType {
    match declared {
        catalog::PropertyType::Uuid => PropertyType::Uuid,
        catalog::PropertyType::String => PropertyType::String,
        catalog::PropertyType::Integer => PropertyType::Integer,
        catalog::PropertyType::Int64 => PropertyType::Int64,
        catalog::PropertyType::Bool => PropertyType::Bool,
        catalog::PropertyType::Float64 => PropertyType::Float64,
        catalog::PropertyType::Timestamp => PropertyType::Timestamp,
    }
}

fn severity(declared: catalog::Severity) -> Severity {
    match declared {
        catalog::Severity::Info => Severity::Info,
        catalog::Severity::Warning => Severity::Warning,
        catalog::Severity::Error => Severity::Error,
        catalog::Severity::Critical => Severity::Critical,
    }
}

fn category(declared: catalog::Category) -> Category {
    match declared {
        catalog::Category::User => Category::User,
        catalog::Category::Metrics => Category::Metrics,
    }
}
