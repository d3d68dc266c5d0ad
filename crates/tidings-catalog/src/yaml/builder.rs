//! From the parser's events to the tree.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, Tag};

use super::{Content, DEEPEST, Node, Parsed, Places, Scalar, error, mapping};
use crate::findings::Findings;
use crate::rules::{alias_limit, deep_nesting, second_document, unknown_alias, yaml_tag};
use crate::source::Span;

pub(super) struct Builder<'a, 'f> {
    places: Places<'a>,
    findings: &'f mut Findings,
    /// The lists and mappings that are being read, outermost first.
    open: Vec<Open<'a>>,
    /// By the parser's number; none while the anchored value is still being read.
    anchors: HashMap<usize, Option<Weighed<'a>>>,
    /// What aliases have added so far.
    aliased: usize,
    root: Option<Node<'a>>,
}

struct Open<'a> {
    span: Span,
    is_mapping: bool,
    tagged: bool,
    anchor: usize,
    /// Of a mapping: keys and values in turn.
    children: Vec<Node<'a>>,
    weight: usize,
    height: usize,
}

/// A value, how much it and everything in it counts, and how deep it is.
#[derive(Clone)]
struct Weighed<'a> {
    node: Node<'a>,
    weight: usize,
    height: usize,
}

/// Reading cannot go on; a finding says why.
struct Stop;

impl<'a, 'f> Builder<'a, 'f> {
    pub(super) fn new(places: Places<'a>, findings: &'f mut Findings) -> Self {
        Self {
            places,
            findings,
            open: Vec::new(),
            anchors: HashMap::new(),
            aliased: 0,
            root: None,
        }
    }

    pub(super) fn read(mut self, parser: Parser<'a, StrInput<'a>>) -> Parsed<'a> {
        let mut documents = 0;
        for event in parser {
            let (event, place) = match event {
                Ok(event) => event,
                Err(error) => {
                    error::report(&error, self.places, self.findings);
                    return Parsed::Unreadable;
                }
            };
            if let Event::DocumentStart(..) = event {
                documents += 1;
                if documents == 2 {
                    second_document::report(self.places.span(place), self.findings);
                    break;
                }
            }
            if let Err(Stop) = self.take(event, place) {
                return Parsed::Unreadable;
            }
        }
        match self.root {
            Some(Node {
                content:
                    Content::Scalar(Scalar {
                        plain: true,
                        ref text,
                    }),
                ..
            }) if text.is_empty() => Parsed::Empty,
            Some(root) => Parsed::Document(root),
            None => Parsed::Empty,
        }
    }

    fn take(&mut self, event: Event<'a>, place: granit_parser::Span) -> Result<(), Stop> {
        let span = self.places.span(place);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(text, style, tag.as_deref(), span, place);
                let weight = weight_of(&node);
                self.complete(
                    Weighed {
                        node,
                        weight,
                        height: 0,
                    },
                    anchor,
                );
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(false, anchor, tag.as_deref(), span, place)?
            }
            Event::MappingStart(_, anchor, tag) => {
                self.begin(true, anchor, tag.as_deref(), span, place)?
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(anchor, span)?,
            Event::UnresolvedAlias(name) => {
                unknown_alias::report(&name, span, self.findings);
                self.complete(unusable(span), 0);
            }
            _ => {}
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: Cow<'a, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
        place: granit_parser::Span,
    ) -> Node<'a> {
        let span = self.places.trimmed(span);
        if tag.is_some() {
            self.report_tag(span, place);
            return Node {
                span,
                content: Content::Unusable,
            };
        }
        let plain = style == ScalarStyle::Plain;
        // The parser says `~` where nothing is written.
        let text = if plain && span.start == span.end {
            Cow::Borrowed("")
        } else {
            text
        };
        Node {
            span,
            content: Content::Scalar(Scalar { text, plain }),
        }
    }

    fn report_tag(&mut self, span: Span, place: granit_parser::Span) {
        let span = place.tag_span().map_or(span, |tag| self.places.span(tag));
        yaml_tag::report(self.places.written(span), span, self.findings);
    }

    fn begin(
        &mut self,
        is_mapping: bool,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
        place: granit_parser::Span,
    ) -> Result<(), Stop> {
        if tag.is_some() {
            self.report_tag(span, place);
        }
        if self.open.len() == DEEPEST {
            deep_nesting::report(span, self.findings);
            return Err(Stop);
        }
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        let tagged = tag.is_some();
        self.open.push(Open {
            span,
            is_mapping,
            tagged,
            anchor,
            children: Vec::new(),
            weight: NODE_WEIGHT,
            height: 0,
        });
        Ok(())
    }

    fn end(&mut self, place: Span) {
        let Some(mut open) = self.open.pop() else {
            return;
        };
        let last = open
            .children
            .last()
            .map_or(open.span.end, |child| child.span.end);
        // The end of a block has no text of its own: it would be the start of what follows.
        let end = if place.start < place.end {
            place.end
        } else {
            last
        };
        open.span.end = end.max(open.span.end);
        let content = if open.tagged {
            Content::Unusable
        } else if open.is_mapping {
            let text = self.places.text;
            Content::Mapping(mapping::read(open.children, open.span, text, self.findings))
        } else {
            Content::Sequence(open.children.into())
        };
        let node = Node {
            span: open.span,
            content,
        };
        self.complete(
            Weighed {
                node,
                weight: open.weight,
                height: open.height + 1,
            },
            open.anchor,
        );
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Stop> {
        let Some(Some(target)) = self.anchors.get(&anchor).cloned() else {
            unknown_alias::report_recursive(self.places.written(span), span, self.findings);
            self.complete(unusable(span), 0);
            return Ok(());
        };
        self.aliased += target.weight;
        let limit = alias_limit::limit(self.places.text.len());
        if self.aliased > limit {
            alias_limit::report(span, self.aliased, limit, self.findings);
            return Err(Stop);
        }
        if self.open.len() + target.height > DEEPEST {
            deep_nesting::report(span, self.findings);
            return Err(Stop);
        }
        let node = Node {
            span,
            content: target.node.content,
        };
        self.complete(Weighed { node, ..target }, 0);
        Ok(())
    }

    /// Puts a value where it belongs.
    fn complete(&mut self, value: Weighed<'a>, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, Some(value.clone()));
        }
        match self.open.last_mut() {
            Some(parent) => {
                parent.weight += value.weight;
                parent.height = parent.height.max(value.height);
                parent.children.push(value.node);
            }
            None => self.root = Some(value.node),
        }
    }
}

/// What each scalar, list and mapping counts that an alias stands for, besides its text's bytes.
const NODE_WEIGHT: usize = 16;

fn weight_of(node: &Node<'_>) -> usize {
    match &node.content {
        Content::Scalar(scalar) => NODE_WEIGHT + scalar.text.len(),
        _ => NODE_WEIGHT,
    }
}

fn unusable<'a>(span: Span) -> Weighed<'a> {
    Weighed {
        node: Node {
            span,
            content: Content::Unusable,
        },
        weight: NODE_WEIGHT,
        height: 0,
    }
}
