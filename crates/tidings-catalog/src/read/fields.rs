//! The keys of a mapping whose keys are known.

use std::fmt;

use crate::catalog::Extensions;
use crate::rules::{missing_key, unknown_key, wrong_kind};
use crate::source::Span;
use crate::suggest::Meant;
use crate::yaml::{Content, Entry, Node};

use super::Reader;

pub(super) struct Fields<'n, 'a> {
    known: Vec<&'n Entry<'a>>,
    extensions: Extensions,
    /// Known keys for which an unknown one was probably meant.
    misspelt: Vec<&'static str>,
    place: Span,
    /// Whether what is not here was not written.
    pub(super) complete: bool,
}

impl<'n, 'a> Fields<'n, 'a> {
    /// Sorts a mapping's entries into known keys and extensions; what is neither is a finding.
    /// `owner` says whose keys they are, for messages.
    pub(super) fn read(
        reader: &mut Reader<'_>,
        node: &'n Node<'a>,
        owner: fmt::Arguments<'_>,
        known: &[&'static str],
    ) -> Option<Self> {
        let Content::Mapping(entries) = &node.content else {
            wrong_kind::report(reader.findings, node, owner, wrong_kind::Wanted::Mapping);
            return None;
        };
        let place = entries.first().map_or(node.span, |entry| entry.key_span);
        let mut fields = Self {
            known: Vec::with_capacity(known.len()),
            extensions: Vec::new(),
            misspelt: Vec::new(),
            place,
            complete: entries.complete,
        };
        for entry in entries.iter() {
            if known.contains(&&*entry.key.text) {
                fields.known.push(entry);
            } else if entry.key.text.starts_with("x-") {
                fields.extensions.extend(reader.extension(entry));
            } else {
                let meant = reader
                    .suggestions
                    .meant(&entry.key.text, known.iter().copied());
                let finding = unknown_key::report(entry, owner, known, meant, reader.findings);
                if let Some(Meant { name, certain }) = meant {
                    let stands = entries.iter().any(|entry| entry.key.text == name);
                    if certain && !stands && !fields.is_misspelt(name) {
                        unknown_key::fix(finding, reader.text, entry, name);
                    }
                    fields.misspelt.push(name);
                }
            }
        }
        Some(fields)
    }

    pub(super) fn entry(&self, key: &str) -> Option<&'n Entry<'a>> {
        self.known
            .iter()
            .copied()
            .find(|entry| entry.key.text == key)
    }

    pub(super) fn get(&self, key: &str) -> Option<&'n Node<'a>> {
        Some(&self.entry(key)?.value)
    }

    /// Whether a finding says that something else stands for the key.
    pub(super) fn is_misspelt(&self, key: &str) -> bool {
        self.misspelt.contains(&key)
    }

    /// The value of a key that must be there.
    pub(super) fn require(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        owner: fmt::Arguments<'_>,
        place: Span,
    ) -> Option<&'n Node<'a>> {
        let value = self.get(key);
        if value.is_none() && self.complete && !self.is_misspelt(key) {
            missing_key::report(key, owner, place, reader.findings);
        }
        value
    }

    /// The first key, or the whole mapping when it has none.
    pub(super) fn place(&self) -> Span {
        self.place
    }

    pub(super) fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    pub(super) fn take_extensions(&mut self) -> Extensions {
        std::mem::take(&mut self.extensions)
    }
}
