//! The keys of a mapping.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Content, Entry, Mapping, Node, Scalar};
use crate::findings::Findings;
use crate::rules::{duplicate_key, merge_key, wrong_kind};
use crate::scalar;
use crate::source::Span;

/// Keys and values in turn, as entries; without those whose key is no key, and without repeated
/// ones, which are findings.
pub(super) fn read<'a>(nodes: Vec<Node<'a>>, findings: &mut Findings) -> Mapping<'a> {
    let written = nodes.len() / 2;
    let mut entries = Vec::with_capacity(written);
    let mut nodes = nodes.into_iter();
    while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
        entries.extend(entry(key, value, findings));
    }
    let complete = entries.len() == written;
    remove_repeated(&mut entries, findings);
    Mapping {
        entries: entries.into(),
        complete,
    }
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
                .find(|entry| is_same(&entry.key, &entries[later].key));
            if let Some(first) = first {
                duplicate_key::report(&entries[later], first.key_span, findings);
                entries.remove(later);
            }
        }
        return;
    }
    let mut seen: HashMap<Cow<'_, str>, Span> = HashMap::with_capacity(entries.len());
    entries.retain(|entry| {
        let Entry { key, key_span, .. } = entry;
        let resolved = resolved(key);
        let first = seen.get(&key.text);
        if let Some(&first) = first.or_else(|| seen.get(resolved.as_deref()?)) {
            duplicate_key::report(entry, first, findings);
            return false;
        }
        seen.insert(key.text.clone(), *key_span);
        seen.extend(resolved.map(|value| (Cow::Owned(value), *key_span)));
        true
    });
}

fn is_same(key: &Scalar<'_>, other: &Scalar<'_>) -> bool {
    key.text == other.text || resolved(key).is_some_and(|value| resolved(other) == Some(value))
}

/// The one form of a key that is no text: `null` of `~`, `16` of `0x10`.
fn resolved(key: &Scalar<'_>) -> Option<String> {
    key.plain.then(|| scalar::canonical(&key.text))?
}
