//! What rules look at: the catalog as declared, and what several of them need to know about it.

use std::collections::HashMap;

use crate::catalog::PropertyType;
use crate::check::CheckOptions;
use crate::declared::{
    DeclaredCatalog, DeclaredEvent, DeclaredEventType, DeclaredProperty, DeclaredRetired, Text,
};
use crate::diagnostic::Diagnostic;
use crate::layout;
use crate::names::Language;
use crate::rules::subject_name;
use crate::source::{FileId, Span};
use crate::suggest::{Meant, Suggestions};

pub(crate) struct Context<'c, 'a> {
    /// Of each file; empty where a file is no text.
    texts: &'c [&'a str],
    /// Whether every file could be read, so that what is in none of them was not written.
    pub(crate) complete: bool,
    pub(crate) events: &'c [DeclaredEvent<'a>],
    pub(crate) retired: &'c [DeclaredRetired<'a>],
    /// None when they could not be read, so that nothing can be said about what depends on them.
    pub(crate) event_types: Option<&'c [DeclaredEventType<'a>]>,
    event_types_by_name: HashMap<&'c str, &'c DeclaredEventType<'a>>,
    /// In order of first mention; at most [`MOST_SUBJECTS`], and only those with right names.
    pub(crate) subjects: Vec<SubjectInUse<'c>>,
    pub(crate) suggestions: &'c Suggestions,
    pub(crate) languages: &'c [Language],
}

/// A subject of the catalog.
pub(crate) struct SubjectInUse<'c> {
    pub(crate) name: &'c str,
    pub(crate) property_type: PropertyType,
    pub(crate) built_in: bool,
    /// The property that made it this type, unless it is a built-in subject or nowhere used.
    pub(crate) typed_at: Option<Span>,
}

/// How many subjects a catalog may have.
pub(crate) const MOST_SUBJECTS: usize = 16;

const BUILT_IN_SUBJECTS: [&str; 3] = ["cluster_id", "host_id", "infra_env_id"];

impl<'c, 'a> Context<'c, 'a> {
    pub(crate) fn new(
        texts: &'c [&'a str],
        catalog: &'c DeclaredCatalog<'a>,
        options: &'c CheckOptions,
        suggestions: &'c Suggestions,
    ) -> Self {
        let event_types = catalog.event_types.as_deref();
        Self {
            texts,
            complete: catalog.complete,
            events: &catalog.events,
            retired: &catalog.retired,
            event_types,
            event_types_by_name: event_types
                .unwrap_or_default()
                .iter()
                .map(|known| (&*known.name.value, known))
                .collect(),
            subjects: subjects(event_types.unwrap_or_default(), &catalog.events),
            suggestions,
            languages: &options.languages,
        }
    }

    /// The text of a file.
    pub(crate) fn text(&self, file: FileId) -> &'a str {
        self.texts[file.0 as usize]
    }

    /// The event's type, when it is known and could be read in full.
    pub(crate) fn event_type_of(
        &self,
        event: &DeclaredEvent<'a>,
    ) -> Option<&'c DeclaredEventType<'a>> {
        let name = event.event_type.as_ref()?;
        self.event_type(name)
            .filter(|event_type| event_type.complete)
    }

    pub(crate) fn event_type(&self, name: &str) -> Option<&'c DeclaredEventType<'a>> {
        self.event_types_by_name.get(name).copied()
    }

    /// Whether the event must have this property, as the id of a subject.
    pub(crate) fn requires(&self, event: &DeclaredEvent<'a>, name: &str) -> bool {
        let event_type = self.event_type_of(event);
        event_type.is_some_and(|known| known.requires.iter().any(|id| id.value == name))
            && self.subject(name).is_some()
    }

    pub(crate) fn subject(&self, name: &str) -> Option<&SubjectInUse<'c>> {
        self.subjects.iter().find(|subject| subject.name == name)
    }

    /// Every property with its event and the event's place in the catalog.
    pub(crate) fn properties(
        &self,
    ) -> impl Iterator<Item = (usize, &'c DeclaredEvent<'a>, &'c DeclaredProperty<'a>)> {
        let events = self.events.iter().enumerate();
        events.flat_map(|(index, event)| {
            event
                .properties()
                .iter()
                .map(move |property| (index, event, property))
        })
    }
}

impl Diagnostic {
    /// Offers to write what was meant in the word's place, if that is certain.
    pub(crate) fn with_respelling(
        &mut self,
        context: &Context<'_, '_>,
        word: &Text<'_>,
        meant: Option<Meant<'_>>,
    ) -> &mut Self {
        match meant {
            Some(Meant {
                name,
                certain: true,
            }) => self.with_word(context, word, name),
            _ => self,
        }
    }

    /// Offers to write `name` in the word's place.
    pub(crate) fn with_word(
        &mut self,
        context: &Context<'_, '_>,
        word: &Text<'_>,
        name: &str,
    ) -> &mut Self {
        let text = context.text(word.span.file);
        let edit = layout::respelt(text, word.span, &word.value, name);
        self.with_fix(format!("write `{name}`"), edit)
    }
}

fn subjects<'c>(
    event_types: &'c [DeclaredEventType<'_>],
    events: &'c [DeclaredEvent<'_>],
) -> Vec<SubjectInUse<'c>> {
    let mut subjects: Vec<SubjectInUse<'c>> = Vec::new();
    for name in event_types.iter().flat_map(mentioned) {
        if subjects.len() < MOST_SUBJECTS
            && subject_name::is_right(name)
            && subjects.iter().all(|known| known.name != name)
        {
            let built_in = BUILT_IN_SUBJECTS.contains(&name);
            subjects.push(SubjectInUse {
                name,
                property_type: PropertyType::Uuid,
                built_in,
                typed_at: None,
            });
        }
    }
    find_types(&mut subjects, events);
    subjects
}

/// The ids that an event type names.
pub(crate) fn mentioned<'c>(
    event_type: &'c DeclaredEventType<'_>,
) -> impl Iterator<Item = &'c str> {
    [
        &event_type.requires,
        &event_type.allows,
        &event_type.forbids,
    ]
    .into_iter()
    .flatten()
    .map(|id| &*id.value)
}

/// Gives each subject that is not built in the type of its first property.
fn find_types(subjects: &mut [SubjectInUse<'_>], events: &[DeclaredEvent<'_>]) {
    let mut untyped: Vec<_> = subjects
        .iter_mut()
        .filter(|subject| !subject.built_in)
        .collect();
    for event in events {
        if untyped.is_empty() {
            return;
        }
        untyped.retain_mut(
            |subject| match event.property(subject.name).and_then(subject_type) {
                Some((property_type, span)) => {
                    subject.property_type = property_type;
                    subject.typed_at = Some(span);
                    false
                }
                None => true,
            },
        );
    }
}

/// The property's type, if a subject can have it.
fn subject_type(property: &DeclaredProperty<'_>) -> Option<(PropertyType, Span)> {
    let name = property.property_type.as_ref()?;
    let property_type = PropertyType::parse(name)?;
    let possible = matches!(
        property_type,
        PropertyType::Uuid | PropertyType::String | PropertyType::Int64
    );
    possible.then_some((property_type, name.span))
}
