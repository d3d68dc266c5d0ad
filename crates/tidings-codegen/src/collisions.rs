//! Names that would become the same: none in a catalog that was checked with the target's language.

use tidings_catalog::names::{Language, NamedEvent, NamedProperty, collisions};
use tidings_catalog::{Catalog, EventDefinition, Property};

use crate::{GenerateError, Target};

/// The first collision, as an error.
pub(crate) fn check(target: Target, catalog: &Catalog) -> Result<(), GenerateError> {
    let is_of = |language: &Language| language.target() == target.as_str();
    let Some(language) = Language::ALL.into_iter().find(is_of) else {
        return Ok(());
    };
    let events: Vec<_> = catalog.events.iter().map(named).collect();
    let mut first = None;
    collisions(language, &events, |collision| {
        first.get_or_insert_with(|| GenerateError::Collision {
            target,
            name: collision.generated,
            first: collision
                .first
                .map_or("the output itself", |(name, ())| name)
                .to_owned(),
            second: collision.second.0.to_owned(),
        });
    });
    first.map_or(Ok(()), Err)
}

fn named(event: &EventDefinition) -> NamedEvent<'_, ()> {
    NamedEvent {
        name: (&event.name.value, ()),
        properties: event.properties.iter().map(named_property).collect(),
    }
}

fn named_property(property: &Property) -> NamedProperty<'_, ()> {
    let values = property.values.iter();
    NamedProperty {
        name: (&property.name.value, ()),
        values: values.map(|value| (value.value.as_str(), ())).collect(),
    }
}
