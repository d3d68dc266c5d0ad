//! `x-events`.

use std::fmt;

use crate::declared::{DeclaredDeprecated, DeclaredEvent, Place, Text};
use crate::findings::quoted;
use crate::rules::wrong_kind::{self, Wanted};
use crate::source::Span;
use crate::yaml::{Content, Node};

use super::{Fields, Reader};

const KEYS: [&str; 12] = [
    "name",
    "message",
    "event_type",
    "severity",
    "properties",
    "description",
    "category",
    "rate_limit",
    "deprecated",
    "formerly",
    "owners",
    "allow",
];

impl Reader<'_> {
    pub(super) fn events<'a>(&mut self, node: &Node<'a>) -> Vec<DeclaredEvent<'a>> {
        let Content::Sequence(nodes) = &node.content else {
            wrong_kind::report(
                self.findings,
                node,
                format_args!("`x-events`"),
                Wanted::List,
            );
            return Vec::new();
        };
        nodes.iter().map(|node| self.event(node)).collect()
    }

    fn event<'a>(&mut self, node: &Node<'a>) -> DeclaredEvent<'a> {
        let owner = Owner::of(node);
        let owner = format_args!("{owner}");
        let Some(mut fields) = Fields::read(self, node, owner, &KEYS) else {
            return unread(node.span);
        };
        let place = fields
            .get("name")
            .filter(|name| !name.span.range().is_empty())
            .map_or(fields.place(), |name| name.span);
        let mut required = |key| {
            fields
                .require(self, key, owner, place)
                .and_then(|node| self.text(node, format_args!("`{key}`")))
        };
        let name = required("name");
        let message = required("message");
        let event_type = required("event_type");
        let severity = required("severity");
        let properties = fields
            .require(self, "properties", owner, place)
            .and_then(|node| self.properties(node));
        DeclaredEvent {
            name,
            message,
            event_type,
            severity,
            properties,
            description: self.optional_text(&fields, "description"),
            category: self.optional_text(&fields, "category"),
            rate_limit: self.optional_text(&fields, "rate_limit"),
            deprecated: fields
                .get("deprecated")
                .and_then(|node| self.deprecated(node)),
            formerly: self.optional_texts(&fields, "formerly"),
            owners: self.optional_texts(&fields, "owners"),
            allow: self.optional_texts(&fields, "allow"),
            allow_place: fields.entry("allow").map(|entry| Place {
                entry: entry.span(),
                value: entry.value.span,
            }),
            extensions: fields.take_extensions(),
            span: node.span,
            place,
        }
    }

    pub(super) fn optional_text<'a>(
        &mut self,
        fields: &Fields<'_, 'a>,
        key: &str,
    ) -> Option<Text<'a>> {
        fields
            .get(key)
            .and_then(|node| self.text(node, format_args!("`{key}`")))
    }

    pub(super) fn optional_texts<'a>(
        &mut self,
        fields: &Fields<'_, 'a>,
        key: &str,
    ) -> Vec<Text<'a>> {
        fields
            .get(key)
            .and_then(|node| self.texts(node, format_args!("`{key}`")))
            .unwrap_or_default()
    }

    fn deprecated<'a>(&mut self, node: &Node<'a>) -> Option<DeclaredDeprecated<'a>> {
        let mut fields = Fields::read(
            self,
            node,
            format_args!("`deprecated`"),
            &["since", "replaced_by", "reason"],
        )?;
        Some(DeclaredDeprecated {
            since: self.optional_text(&fields, "since"),
            replaced_by: self.optional_text(&fields, "replaced_by"),
            reason: self.optional_text(&fields, "reason"),
            extensions: fields.take_extensions(),
            span: node.span,
        })
    }
}

/// How messages name an event: by its name where it has one.
struct Owner<'n>(Option<&'n str>);

impl<'n> Owner<'n> {
    fn of(node: &'n Node<'_>) -> Self {
        let Content::Mapping(entries) = &node.content else {
            return Self(None);
        };
        let name = entries
            .iter()
            .find(|entry| entry.key.text == "name")
            .map(|entry| &entry.value.content);
        match name {
            Some(Content::Scalar(name)) if !name.text.is_empty() => Self(Some(&name.text)),
            _ => Self(None),
        }
    }
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => write!(formatter, "event {}", quoted(name)),
            None => formatter.write_str("this event"),
        }
    }
}

fn unread<'a>(span: Span) -> DeclaredEvent<'a> {
    DeclaredEvent {
        name: None,
        message: None,
        event_type: None,
        severity: None,
        properties: None,
        description: None,
        category: None,
        rate_limit: None,
        deprecated: None,
        formerly: Vec::new(),
        owners: Vec::new(),
        allow: Vec::new(),
        allow_place: None,
        extensions: Vec::new(),
        span,
        place: span,
    }
}
