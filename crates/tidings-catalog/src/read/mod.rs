//! From the tree of nodes to what the catalog declares; everything that has the wrong shape is a
//! finding.

mod event;
mod event_type;
mod extension;
mod fields;
mod property;
mod value;

use crate::declared::DeclaredCatalog;
use crate::findings::Findings;
use crate::rules::missing_events;
use crate::suggest::Suggestions;
use crate::yaml::Node;
use fields::Fields;

/// What reading needs besides the node that is read.
pub(crate) struct Reader<'f> {
    findings: &'f mut Findings,
    suggestions: &'f Suggestions,
}

impl<'f> Reader<'f> {
    pub(crate) fn new(findings: &'f mut Findings, suggestions: &'f Suggestions) -> Self {
        Self {
            findings,
            suggestions,
        }
    }

    /// Reads a whole catalog.
    pub(crate) fn catalog<'a>(&mut self, root: &Node<'a>) -> Option<DeclaredCatalog<'a>> {
        let known = ["x-events", "x-event-types"];
        let mut fields = Fields::read(self, root, format_args!("the catalog"), &known)?;
        let event_types = match fields.get("x-event-types") {
            None => Some((event_type::built_in(), Vec::new())),
            Some(node) => self.event_types(node),
        };
        let events = match fields.get("x-events") {
            Some(node) => self.events(node),
            None => {
                if fields.complete && !fields.is_misspelt("x-events") {
                    let extensions = fields.extensions().iter().map(|(name, _)| name.as_str());
                    let near = self.suggestions.nearest("x-events", extensions);
                    missing_events::report(fields.place(), near, self.findings);
                }
                Vec::new()
            }
        };
        let (event_types, event_type_extensions) = event_types.unzip();
        Some(DeclaredCatalog {
            event_types,
            event_type_extensions: event_type_extensions.unwrap_or_default(),
            events,
            extensions: fields.take_extensions(),
        })
    }
}
