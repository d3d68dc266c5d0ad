//! The kinds of changes, one file each: what is compared, whom it breaks, and its documentation.

mod category_changed;
mod description_changed;
pub(super) mod event_added;
mod event_deprecated;
pub(super) mod event_removed;
mod event_renamed;
pub(super) mod event_retired;
mod event_type_changed;
pub(super) mod event_types_changed;
mod message_changed;
mod property_added;
mod property_enum_value_added;
mod property_enum_value_removed;
mod property_optionality_changed;
mod property_order_changed;
mod property_removed;
mod property_renamed;
mod property_sensitivity_changed;
mod property_type_changed;
mod rate_limit_changed;
mod severity_changed;

use super::change::Change;
use super::kind::Kind;
use super::pair::{EventPair, Matched, PropertyPair};

/// Every kind, in the order of documentation.
pub fn all() -> &'static [&'static Kind] {
    ALL
}

/// The kind with this name.
pub fn find(name: &str) -> Option<&'static Kind> {
    all().iter().copied().find(|kind| kind.name == name)
}

static ALL: &[&Kind] = &[
    &event_added::KIND,
    &event_removed::KIND,
    &event_renamed::KIND,
    &event_type_changed::KIND,
    &severity_changed::KIND,
    &message_changed::KIND,
    &category_changed::KIND,
    &rate_limit_changed::KIND,
    &property_added::KIND,
    &property_removed::KIND,
    &property_renamed::KIND,
    &property_type_changed::KIND,
    &property_optionality_changed::KIND,
    &property_order_changed::KIND,
    &property_sensitivity_changed::KIND,
    &property_enum_value_added::KIND,
    &property_enum_value_removed::KIND,
    &event_deprecated::KIND,
    &event_retired::KIND,
    &description_changed::KIND,
    &event_types_changed::KIND,
];

/// Everything that changed in an event.
pub(super) fn compare(event: &EventPair<'_>, changes: &mut Vec<Change>) {
    let comparisons: [fn(&EventPair<'_>, &mut Vec<Change>); 8] = [
        event_renamed::compare,
        event_type_changed::compare,
        severity_changed::compare,
        message_changed::compare,
        category_changed::compare,
        rate_limit_changed::compare,
        event_deprecated::compare,
        description_changed::compare,
    ];
    for compare in comparisons {
        compare(event, changes);
    }
    for property in &event.properties {
        match property {
            Matched::Both(pair) => compare_property(event, pair, changes),
            Matched::Removed(property) => property_removed::tell(event, property, changes),
            Matched::Added(property) => property_added::tell(event, property, changes),
        }
    }
    property_order_changed::compare(event, changes);
}

fn compare_property(event: &EventPair<'_>, pair: &PropertyPair<'_>, changes: &mut Vec<Change>) {
    let comparisons: [fn(&EventPair<'_>, &PropertyPair<'_>, &mut Vec<Change>); 7] = [
        property_renamed::compare,
        property_type_changed::compare,
        property_optionality_changed::compare,
        property_sensitivity_changed::compare,
        property_enum_value_added::compare,
        property_enum_value_removed::compare,
        description_changed::compare_property,
    ];
    for compare in comparisons {
        compare(event, pair, changes);
    }
}
