//! `x-event-types`.

use crate::declared::{DeclaredEventType, DeclaredEventTypes, Text};
use crate::rules::ambiguous_text;
use crate::rules::wrong_kind::{self, Wanted};
use crate::source::{Span, Spanned};
use crate::yaml::{Content, Entry, Node};

use super::{Fields, Reader};

const KEYS: [&str; 4] = ["requires", "allows", "forbids", "owner"];

impl Reader<'_> {
    pub(super) fn event_types<'a>(&mut self, node: &Node<'a>) -> DeclaredEventTypes<'a> {
        let Content::Mapping(entries) = &node.content else {
            wrong_kind::report(
                self.findings,
                node,
                format_args!("`x-event-types`"),
                Wanted::Mapping,
            );
            return DeclaredEventTypes::Unreadable;
        };
        let (extensions, event_types) = entries
            .iter()
            .partition::<Vec<_>, _>(|entry| entry.key.text.starts_with("x-"));
        DeclaredEventTypes::Listed(
            event_types
                .into_iter()
                .map(|entry| self.event_type(entry))
                .collect(),
            extensions
                .into_iter()
                .filter_map(|entry| self.extension(entry))
                .collect(),
        )
    }

    fn event_type<'a>(&mut self, entry: &Entry<'a>) -> DeclaredEventType<'a> {
        ambiguous_text::check_key(entry, self.findings);
        let mut event_type = unread(Spanned {
            value: entry.key.text.clone(),
            span: entry.key_span,
        });
        let owner = format_args!("event type {}", crate::findings::quoted(&entry.key.text));
        let Some(mut fields) = Fields::read(self, &entry.value, owner, &KEYS) else {
            return event_type;
        };
        let requires = fields
            .require(self, "requires", owner, entry.key_span)
            .and_then(|node| self.ids(node, "requires"));
        let allows = self.optional_ids(&fields, "allows");
        let forbids = self.optional_ids(&fields, "forbids");
        let owners = self.optional_ids(&fields, "owner");
        event_type.extensions = fields.take_extensions();
        let complete = fields.complete;
        let (Some(requires), Some(allows), Some(forbids), Some(owner)) =
            (requires, allows, forbids, owners)
        else {
            return event_type;
        };
        DeclaredEventType {
            requires,
            allows,
            forbids,
            owner,
            complete,
            ..event_type
        }
    }

    fn optional_ids<'a>(&mut self, fields: &Fields<'_, 'a>, key: &str) -> Option<Vec<Text<'a>>> {
        match fields.get(key) {
            Some(node) => self.ids(node, key),
            None => Some(Vec::new()),
        }
    }

    fn ids<'a>(&mut self, node: &Node<'a>, key: &str) -> Option<Vec<Text<'a>>> {
        self.texts(node, format_args!("`{key}`"))
    }
}

fn unread(name: Text<'_>) -> DeclaredEventType<'_> {
    DeclaredEventType {
        name,
        requires: Vec::new(),
        allows: Vec::new(),
        forbids: Vec::new(),
        owner: Vec::new(),
        extensions: Vec::new(),
        complete: false,
    }
}

/// The event types of a catalog that declares none.
pub(crate) fn built_in<'a>() -> Vec<DeclaredEventType<'a>> {
    let event_type = |name, requires, allows, forbids, owner| DeclaredEventType {
        name: unplaced(name),
        requires: unplaced_all(requires),
        allows: unplaced_all(allows),
        forbids: unplaced_all(forbids),
        owner: unplaced_all(owner),
        extensions: Vec::new(),
        complete: true,
    };
    vec![
        event_type(
            "cluster",
            &["cluster_id"],
            &[],
            &["host_id", "infra_env_id"],
            &["cluster_id"],
        ),
        event_type(
            "host",
            &["host_id", "infra_env_id"],
            &["cluster_id"],
            &[],
            &["cluster_id", "infra_env_id"],
        ),
        event_type(
            "infra_env",
            &["infra_env_id"],
            &["cluster_id"],
            &["host_id"],
            &["cluster_id", "infra_env_id"],
        ),
    ]
}

fn unplaced_all<'a>(names: &[&'static str]) -> Vec<Text<'a>> {
    names.iter().copied().map(unplaced).collect()
}

fn unplaced<'a>(name: &'static str) -> Text<'a> {
    Spanned {
        value: name.into(),
        span: Span::default(),
    }
}
