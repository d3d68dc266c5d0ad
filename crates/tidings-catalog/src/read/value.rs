//! Values of the kinds that a catalog has: texts, booleans, lists of texts.

use std::fmt;

use crate::declared::Text;
use crate::rules::ambiguous_text;
use crate::rules::wrong_kind::{self, Wanted};
use crate::scalar::Meaning;
use crate::source::Spanned;
use crate::yaml::{Content, Node};

use super::Reader;

impl Reader<'_> {
    /// A text; `what` names it in messages.
    pub(super) fn text<'a>(
        &mut self,
        node: &Node<'a>,
        what: fmt::Arguments<'_>,
    ) -> Option<Text<'a>> {
        match &node.content {
            Content::Scalar(scalar)
                if !scalar.plain || Meaning::of(&scalar.text) == Meaning::Text =>
            {
                let clear = ambiguous_text::check(scalar, node.span, self.findings);
                clear.then(|| Spanned {
                    value: scalar.text.clone(),
                    span: node.span,
                })
            }
            _ => {
                wrong_kind::report(self.findings, node, what, Wanted::Text);
                None
            }
        }
    }

    pub(super) fn boolean(
        &mut self,
        node: &Node<'_>,
        what: fmt::Arguments<'_>,
    ) -> Option<Spanned<bool>> {
        if let Content::Scalar(scalar) = &node.content
            && scalar.plain
            && let Meaning::Boolean(value) = Meaning::of(&scalar.text)
        {
            return Some(Spanned {
                value,
                span: node.span,
            });
        }
        wrong_kind::report(self.findings, node, what, Wanted::Boolean);
        None
    }

    /// A list of texts, without those entries that are none.
    pub(super) fn texts<'a>(
        &mut self,
        node: &Node<'a>,
        what: fmt::Arguments<'_>,
    ) -> Option<Vec<Text<'a>>> {
        let Content::Sequence(nodes) = &node.content else {
            wrong_kind::report(self.findings, node, what, Wanted::List);
            return None;
        };
        Some(
            nodes
                .iter()
                .filter_map(|node| self.text(node, format_args!("an entry of {what}")))
                .collect(),
        )
    }
}
