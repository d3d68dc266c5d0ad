//! The keys of a mapping.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::{Content, Entry, Node};
use crate::findings::Findings;
use crate::rules::{duplicate_key, merge_key, wrong_kind};
use crate::source::Span;

/// Keys and values in turn, as entries; without those whose key is no key, and without repeated
/// ones, which are findings.
pub(super) fn entries<'a>(nodes: Vec<Node<'a>>, findings: &mut Findings) -> Rc<[Entry<'a>]> {
    let mut entries = Vec::with_capacity(nodes.len() / 2);
    let mut nodes = nodes.into_iter();
    while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
        entries.extend(entry(key, value, findings));
    }
    remove_repeated(&mut entries, findings);
    entries.into()
}

fn entry<'a>(key: Node<'a>, value: Node<'a>, findings: &mut Findings) -> Option<Entry<'a>> {
    match key.content {
        Content::Scalar(scalar) if scalar.plain && scalar.text == "<<" => {
            merge_key::report(key.span, findings);
            None
        }
        Content::Scalar(scalar) => Some(Entry {
            key: scalar,
            key_span: key.span,
            value,
        }),
        Content::Unusable => None,
        Content::Sequence(_) | Content::Mapping(_) => {
            wrong_kind::report(
                findings,
                &key,
                format_args!("a key"),
                wrong_kind::Wanted::Text,
            );
            None
        }
    }
}

/// Comparing all pairs is faster up to here.
const FEW: usize = 16;

fn remove_repeated(entries: &mut Vec<Entry<'_>>, findings: &mut Findings) {
    if entries.len() <= FEW {
        for later in (1..entries.len()).rev() {
            let first = entries[..later]
                .iter()
                .find(|entry| entry.key.text == entries[later].key.text);
            if let Some(first) = first {
                duplicate_key::report(&entries[later], first.key_span, findings);
                entries.remove(later);
            }
        }
        return;
    }
    let mut seen: HashMap<Cow<'_, str>, Span> = HashMap::with_capacity(entries.len());
    entries.retain(|entry| match seen.get(&entry.key.text) {
        Some(&first) => {
            duplicate_key::report(entry, first, findings);
            false
        }
        None => {
            seen.insert(entry.key.text.clone(), entry.key_span);
            true
        }
    });
}
