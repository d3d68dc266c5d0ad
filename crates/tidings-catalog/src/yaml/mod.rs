//! YAML text to a tree of nodes with their places. The only module that knows the YAML parser.
//!
//! Nothing here recurses, and everything that a small text could make large (nesting, aliases) has
//! a limit whose excess is a finding.

mod builder;
mod error;
mod mapping;

use std::borrow::Cow;
use std::rc::Rc;

use granit_parser::{Parser, options};

use crate::findings::Findings;
use crate::rules::yaml_syntax;
use crate::scalar::Meaning;
use crate::source::{FileId, Span};
use builder::Builder;

/// How deep mappings and lists may nest, through aliases too. A catalog needs about eight.
pub(crate) const DEEPEST: usize = 64;

/// A value in the text. Cloning shares what is inside.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) span: Span,
    pub(crate) content: Content<'a>,
}

#[derive(Debug, Clone)]
pub(crate) enum Content<'a> {
    Scalar(Scalar<'a>),
    Sequence(Rc<[Node<'a>]>),
    Mapping(Mapping<'a>),
    /// Something that a finding was reported for.
    Unusable,
}

#[derive(Debug, Clone)]
pub(crate) struct Mapping<'a> {
    pub(crate) entries: Rc<[Entry<'a>]>,
    /// Whether every key could be read, so that a key that is not here was not written.
    pub(crate) complete: bool,
}

impl<'a> std::ops::Deref for Mapping<'a> {
    type Target = [Entry<'a>];
    fn deref(&self) -> &[Entry<'a>] {
        &self.entries
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Scalar<'a> {
    /// Empty where nothing is written.
    pub(crate) text: Cow<'a, str>,
    /// Written without quotes, so that it may be a number or another thing than text.
    pub(crate) plain: bool,
}

/// A key and its value. The keys of a mapping are unique.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    pub(crate) key: Scalar<'a>,
    pub(crate) key_span: Span,
    pub(crate) value: Node<'a>,
}

impl Entry<'_> {
    /// From the key to the end of the value.
    pub(crate) fn span(&self) -> Span {
        Span {
            end: self.value.span.end.max(self.key_span.end),
            ..self.key_span
        }
    }
}

impl Node<'_> {
    /// Whether both say the same, however they are written.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Content::Scalar(one), Content::Scalar(other)) => {
                let is_text = |scalar: &Scalar<'_>| {
                    !scalar.plain || Meaning::of(&scalar.text) == Meaning::Text
                };
                one.text == other.text && is_text(one) == is_text(other)
            }
            (Content::Sequence(one), Content::Sequence(other)) => {
                let mut pairs = one.iter().zip(&**other);
                one.len() == other.len() && pairs.all(|(one, other)| one.says_the_same(other))
            }
            (Content::Mapping(one), Content::Mapping(other)) => {
                let mut pairs = one.iter().zip(&**other);
                let same = |(one, other): (&Entry<'_>, &Entry<'_>)| {
                    one.key.text == other.key.text && one.value.says_the_same(&other.value)
                };
                let whole = one.complete && other.complete && one.len() == other.len();
                whole && pairs.all(same)
            }
            _ => false,
        }
    }
}

/// What a file holds.
#[derive(Debug)]
pub(crate) enum Parsed<'a> {
    Document(Node<'a>),
    /// No document, or an empty one.
    Empty,
    /// A finding says why.
    Unreadable,
}

/// Reads the one document of a file. What a finding makes unusable is left out or marked in the
/// tree, so that no other finding follows from it.
pub(crate) fn parse<'a>(file: FileId, text: &'a str, findings: &mut Findings) -> Parsed<'a> {
    if !yaml_syntax::check_printable(file, text, findings) {
        return Parsed::Unreadable;
    }
    let options = options! {
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let parser = Parser::new_from_str_with_options(text, options);
    Builder::new(Places { file, text }, findings).read(parser)
}

/// Turns the parser's places into ours.
#[derive(Clone, Copy)]
struct Places<'a> {
    file: FileId,
    text: &'a str,
}

impl<'a> Places<'a> {
    /// The place that the parser gives, within the text and between characters whatever it gives.
    fn span(self, place: granit_parser::Span) -> Span {
        self.range(self.offset(place.start), self.offset(place.end))
    }

    /// The character at an offset; empty at the end of a line or of the text.
    fn character(self, start: usize) -> Span {
        let length = self.text[start..]
            .chars()
            .next()
            .filter(|next| !matches!(next, '\n' | '\r'))
            .map_or(0, char::len_utf8);
        self.range(start, start + length)
    }

    fn offset(self, marker: granit_parser::Marker) -> usize {
        self.text
            .floor_char_boundary(marker.byte_offset().unwrap_or_default())
    }

    /// Without the blanks and line breaks at its end.
    fn trimmed(self, span: Span) -> Span {
        let length = self.text[span.range()].trim_ascii_end().len();
        self.range(span.start as usize, span.start as usize + length)
    }

    fn range(self, start: usize, end: usize) -> Span {
        let offset = |offset: usize| {
            u32::try_from(offset).expect("larger files are refused before they are parsed")
        };
        Span {
            file: self.file,
            start: offset(start),
            end: offset(end.max(start)),
        }
    }

    fn written(self, span: Span) -> &'a str {
        &self.text[span.range()]
    }
}
