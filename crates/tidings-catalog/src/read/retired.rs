//! `x-retired-events`.

use crate::declared::DeclaredRetired;
use crate::rules::wrong_kind::{self, Wanted};
use crate::yaml::{Content, Node};

use super::{Fields, Reader};

const KEYS: [&str; 4] = ["name", "since", "replaced_by", "reason"];

impl Reader<'_> {
    pub(super) fn retired<'a>(&mut self, node: &Node<'a>) -> Vec<DeclaredRetired<'a>> {
        let Content::Sequence(nodes) = &node.content else {
            let what = format_args!("`x-retired-events`");
            wrong_kind::report(self.findings, node, what, Wanted::List);
            return Vec::new();
        };
        nodes
            .iter()
            .filter_map(|node| self.retired_event(node))
            .collect()
    }

    fn retired_event<'a>(&mut self, node: &Node<'a>) -> Option<DeclaredRetired<'a>> {
        let owner = format_args!("this retired event");
        let mut fields = Fields::read(self, node, owner, &KEYS)?;
        let place = fields.place();
        let mut required = |key| {
            fields
                .require(self, key, owner, place)
                .and_then(|node| self.text(node, format_args!("`{key}`")))
        };
        let name = required("name");
        let since = required("since");
        Some(DeclaredRetired {
            name,
            since,
            replaced_by: self.optional_text(&fields, "replaced_by"),
            reason: self.optional_text(&fields, "reason"),
            extensions: fields.take_extensions(),
            span: node.span,
        })
    }
}
