//! A catalog as it is written: texts and their places, before anything is known to be right. What
//! could not be read is `None`, and a finding says why.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::catalog::Extensions;
use crate::source::{Span, Spanned};

pub(crate) type Text<'a> = Spanned<Cow<'a, str>>;

#[derive(Debug)]
pub(crate) struct DeclaredCatalog<'a> {
    /// The built-in ones, with empty places, when there is no `x-event-types`.
    pub(crate) event_types: Option<Vec<DeclaredEventType<'a>>>,
    pub(crate) event_type_extensions: Extensions,
    pub(crate) events: Vec<DeclaredEvent<'a>>,
    pub(crate) retired: Vec<DeclaredRetired<'a>>,
    pub(crate) extensions: Extensions,
    /// Whether every file could be read.
    pub(crate) complete: bool,
}

/// What one file of a catalog declares.
#[derive(Debug)]
pub(crate) struct DeclaredFile<'a> {
    pub(crate) event_types: DeclaredEventTypes<'a>,
    pub(crate) events: Vec<DeclaredEvent<'a>>,
    pub(crate) retired: Vec<DeclaredRetired<'a>>,
    pub(crate) extensions: Extensions,
    /// Where to point for what the file lacks: its first key.
    pub(crate) place: Span,
    /// Whether it has `x-events`, or a finding says that it has not.
    pub(crate) has_events: bool,
}

/// A file's `x-event-types`.
#[derive(Debug)]
pub(crate) enum DeclaredEventTypes<'a> {
    /// There is none.
    Absent,
    /// A finding says why.
    Unreadable,
    Listed(Vec<DeclaredEventType<'a>>, Extensions),
}

#[derive(Debug)]
pub(crate) struct DeclaredEventType<'a> {
    pub(crate) name: Text<'a>,
    pub(crate) requires: Vec<Text<'a>>,
    pub(crate) allows: Vec<Text<'a>>,
    pub(crate) forbids: Vec<Text<'a>>,
    pub(crate) owner: Vec<Text<'a>>,
    pub(crate) extensions: Extensions,
    /// Whether all of it could be read.
    pub(crate) complete: bool,
}

#[derive(Debug)]
pub(crate) struct DeclaredEvent<'a> {
    pub(crate) name: Option<Text<'a>>,
    pub(crate) message: Option<Text<'a>>,
    pub(crate) event_type: Option<Text<'a>>,
    pub(crate) severity: Option<Text<'a>>,
    pub(crate) properties: Option<DeclaredProperties<'a>>,
    pub(crate) description: Option<Text<'a>>,
    pub(crate) category: Option<Text<'a>>,
    pub(crate) rate_limit: Option<Text<'a>>,
    pub(crate) deprecated: Option<DeclaredDeprecated<'a>>,
    pub(crate) formerly: Vec<Text<'a>>,
    pub(crate) owners: Vec<Text<'a>>,
    pub(crate) allow: Vec<Text<'a>>,
    /// Where `allow` stands, if it does.
    pub(crate) allow_place: Option<Place>,
    pub(crate) extensions: Extensions,
    /// The whole entry.
    pub(crate) span: Span,
    /// Where to point for what the entry lacks: its name, or its first key.
    pub(crate) place: Span,
}

impl<'a> DeclaredEvent<'a> {
    pub(crate) fn properties(&self) -> &[DeclaredProperty<'a>] {
        self.properties
            .as_ref()
            .map_or(&[], |properties| &properties.list)
    }

    /// The property of this name, when properties could be read and there is one.
    pub(crate) fn property(&self, name: &str) -> Option<&DeclaredProperty<'a>> {
        self.properties.as_ref()?.find(name)
    }

    /// Whether a property that is not found was not written.
    pub(crate) fn has_all_properties(&self) -> bool {
        self.properties
            .as_ref()
            .is_some_and(|properties| properties.complete)
    }

    /// For messages: the event and its name.
    pub(crate) fn title(&self) -> String {
        match &self.name {
            Some(name) => format!("event {}", crate::findings::quoted(name)),
            None => "this event".to_owned(),
        }
    }
}

/// Where a key and its value stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// From the key to the end of the value.
    pub(crate) entry: Span,
    pub(crate) value: Span,
}

/// Properties in their order, found by name without a search through all.
#[derive(Debug)]
pub(crate) struct DeclaredProperties<'a> {
    /// The whole mapping.
    pub(crate) span: Span,
    list: Vec<DeclaredProperty<'a>>,
    pub(crate) extensions: Extensions,
    /// Whether a property that is not here was not written.
    complete: bool,
    /// Empty when there are few.
    by_name: HashMap<Cow<'a, str>, usize>,
}

/// Comparing with each is faster up to here.
const FEW: usize = 16;

impl<'a> DeclaredProperties<'a> {
    pub(crate) fn new(
        span: Span,
        list: Vec<DeclaredProperty<'a>>,
        extensions: Extensions,
        complete: bool,
    ) -> Self {
        let indexed = if list.len() > FEW {
            list.as_slice()
        } else {
            &[]
        };
        let by_name = indexed
            .iter()
            .enumerate()
            .map(|(index, property)| (property.name.value.clone(), index))
            .collect();
        Self {
            span,
            list,
            extensions,
            complete,
            by_name,
        }
    }

    pub(crate) fn into_parts(self) -> (Vec<DeclaredProperty<'a>>, Extensions) {
        (self.list, self.extensions)
    }

    fn find(&self, name: &str) -> Option<&DeclaredProperty<'a>> {
        if self.by_name.is_empty() {
            return self
                .list
                .iter()
                .find(|property| property.name.value == name);
        }
        self.by_name.get(name).map(|&index| &self.list[index])
    }
}

#[derive(Debug)]
pub(crate) struct DeclaredProperty<'a> {
    /// Key and value.
    pub(crate) span: Span,
    pub(crate) name: Text<'a>,
    pub(crate) property_type: Option<Text<'a>>,
    pub(crate) optional: Option<Spanned<bool>>,
    pub(crate) sensitive: Option<Spanned<bool>>,
    pub(crate) description: Option<Text<'a>>,
    pub(crate) values: Option<Spanned<Vec<Text<'a>>>>,
    pub(crate) formerly: Vec<Text<'a>>,
    pub(crate) extensions: Extensions,
}

impl DeclaredProperty<'_> {
    /// Whether values may be absent.
    pub(crate) fn is_optional(&self) -> bool {
        match &self.optional {
            Some(optional) => optional.value,
            None => self
                .property_type
                .as_ref()
                .is_some_and(|name| name.value == "UUID_PTR"),
        }
    }
}

#[derive(Debug)]
pub(crate) struct DeclaredDeprecated<'a> {
    pub(crate) since: Option<Text<'a>>,
    pub(crate) replaced_by: Option<Text<'a>>,
    pub(crate) reason: Option<Text<'a>>,
    pub(crate) extensions: Extensions,
    pub(crate) span: Span,
}

/// An entry of `x-retired-events`.
#[derive(Debug)]
pub(crate) struct DeclaredRetired<'a> {
    pub(crate) name: Option<Text<'a>>,
    pub(crate) since: Option<Text<'a>>,
    pub(crate) replaced_by: Option<Text<'a>>,
    pub(crate) reason: Option<Text<'a>>,
    pub(crate) extensions: Extensions,
    /// The whole entry.
    pub(crate) span: Span,
}
