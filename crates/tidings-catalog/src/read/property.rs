//! `properties` of an event, in their short and long forms.

use crate::declared::{DeclaredProperties, DeclaredProperty, Text};
use crate::findings::quoted;
use crate::rules::ambiguous_text;
use crate::rules::wrong_kind::{self, Wanted};
use crate::source::{Span, Spanned};
use crate::yaml::{Content, Entry, Node};

use super::{Fields, Reader};

const KEYS: [&str; 6] = [
    "type",
    "description",
    "sensitive",
    "optional",
    "enum",
    "formerly",
];

impl Reader<'_> {
    /// A mapping, or nothing at all: an event without properties.
    pub(super) fn properties<'a>(&mut self, node: &Node<'a>) -> Option<DeclaredProperties<'a>> {
        match &node.content {
            Content::Mapping(entries) => {
                let (extensions, properties) = entries
                    .iter()
                    .partition::<Vec<_>, _>(|entry| entry.key.text.starts_with("x-"));
                let properties = properties
                    .into_iter()
                    .map(|entry| self.property(entry))
                    .collect();
                let extensions = extensions
                    .into_iter()
                    .filter_map(|entry| self.extension(entry))
                    .collect();
                Some(DeclaredProperties::new(
                    node.span,
                    properties,
                    extensions,
                    entries.complete,
                ))
            }
            Content::Scalar(scalar) if scalar.plain && scalar.text.is_empty() => Some(
                DeclaredProperties::new(node.span, Vec::new(), Vec::new(), true),
            ),
            _ => {
                wrong_kind::report(
                    self.findings,
                    node,
                    format_args!("`properties`"),
                    Wanted::Mapping,
                );
                None
            }
        }
    }

    fn property<'a>(&mut self, entry: &Entry<'a>) -> DeclaredProperty<'a> {
        ambiguous_text::check_key(entry, self.findings);
        let name = Spanned {
            value: entry.key.text.clone(),
            span: entry.key_span,
        };
        let mut property = unread(name, entry.span());
        let Content::Mapping(_) = entry.value.content else {
            property.property_type = self.text(
                &entry.value,
                format_args!("the type of property {}", quoted(&entry.key.text)),
            );
            return property;
        };
        let owner = format_args!("property {}", quoted(&entry.key.text));
        let Some(mut fields) = Fields::read(self, &entry.value, owner, &KEYS) else {
            return property;
        };
        property.property_type = fields
            .require(self, "type", owner, entry.key_span)
            .and_then(|node| self.text(node, format_args!("`type`")));
        property.optional = fields
            .get("optional")
            .and_then(|node| self.boolean(node, format_args!("`optional`")));
        property.sensitive = fields
            .get("sensitive")
            .and_then(|node| self.boolean(node, format_args!("`sensitive`")));
        property.description = self.optional_text(&fields, "description");
        property.values = fields.get("enum").and_then(|node| self.values(node));
        property.formerly = self.optional_texts(&fields, "formerly");
        property.extensions = fields.take_extensions();
        property
    }

    /// None when there are values and none could be read.
    fn values<'a>(&mut self, node: &Node<'a>) -> Option<Spanned<Vec<Text<'a>>>> {
        let value = self.texts(node, format_args!("`enum`"))?;
        let is_empty = matches!(&node.content, Content::Sequence(nodes) if nodes.is_empty());
        (is_empty || !value.is_empty()).then_some(Spanned {
            value,
            span: node.span,
        })
    }
}

fn unread(name: Text<'_>, span: Span) -> DeclaredProperty<'_> {
    DeclaredProperty {
        span,
        name,
        property_type: None,
        optional: None,
        sensitive: None,
        description: None,
        values: None,
        formerly: Vec::new(),
        extensions: Vec::new(),
    }
}
