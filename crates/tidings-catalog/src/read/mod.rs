//! From the tree of nodes to what the catalog declares; everything that has the wrong shape is a
//! finding.

mod event;
mod event_type;
mod extension;
mod fields;
mod property;
mod retired;
mod value;

use crate::declared::{DeclaredEventTypes, DeclaredFile};
use crate::findings::Findings;
use crate::rules::missing_events;
use crate::suggest::Suggestions;
use crate::yaml::Node;
use fields::Fields;

pub(crate) use event_type::built_in;

/// What reading needs besides the node that is read.
pub(crate) struct Reader<'f> {
    /// Of the file.
    text: &'f str,
    findings: &'f mut Findings,
    suggestions: &'f Suggestions,
}

impl<'f> Reader<'f> {
    pub(crate) fn new(
        text: &'f str,
        findings: &'f mut Findings,
        suggestions: &'f Suggestions,
    ) -> Self {
        Self {
            text,
            findings,
            suggestions,
        }
    }

    /// Reads one file of a catalog; `alone` says that it is the only one.
    pub(crate) fn file<'a>(&mut self, root: &Node<'a>, alone: bool) -> Option<DeclaredFile<'a>> {
        let known = ["x-events", "x-event-types", "x-retired-events"];
        let mut fields = Fields::read(self, root, format_args!("the catalog"), &known)?;
        let event_types = match fields.get("x-event-types") {
            None => DeclaredEventTypes::Absent,
            Some(node) => self.event_types(node),
        };
        let mut has_events = true;
        let events = match fields.get("x-events") {
            Some(node) => self.events(node),
            None => {
                // One of several files may declare nothing but event types, or what is retired.
                let declares = !matches!(event_types, DeclaredEventTypes::Absent)
                    || fields.get("x-retired-events").is_some();
                if !alone && declares {
                    has_events = false;
                } else if fields.complete && !fields.is_misspelt("x-events") {
                    let extensions = fields.extensions().iter().map(|(name, _)| name.as_str());
                    let near = self.suggestions.nearest("x-events", extensions);
                    missing_events::report(fields.place(), near, self.findings);
                }
                Vec::new()
            }
        };
        let retired = fields.get("x-retired-events");
        let retired = retired.map_or_else(Vec::new, |node| self.retired(node));
        Some(DeclaredFile {
            event_types,
            events,
            retired,
            extensions: fields.take_extensions(),
            place: fields.place(),
            has_events,
        })
    }
}
