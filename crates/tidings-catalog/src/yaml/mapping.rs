//! The keys of a mapping.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Content, Entry, Mapping, Node, Scalar};
use crate::findings::Findings;
use crate::layout;
use crate::rules::{duplicate_key, merge_key, wrong_kind};
use crate::scalar;
use crate::source::Span;

/// Keys and values in turn, as entries; without those whose key is no key, and without repeated
/// ones, which are findings.
/// `place` is that of the mapping.
pub(super) fn read<'a>(
    nodes: Vec<Node<'a>>,
    place: Span,
    text: &str,
    findings: &mut Findings,
) -> Mapping<'a> {
    let written = nodes.len() / 2;
    let mut entries = Vec::with_capacity(written);
    let mut nodes = nodes.into_iter();
    while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
        entries.extend(entry(key, value, findings));
    }
    let complete = entries.len() == written;
    remove_repeated(&mut entries, place, text, findings);
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

fn remove_repeated(
    entries: &mut Vec<Entry<'_>>,
    mapping: Span,
    text: &str,
    findings: &mut Findings,
) {
    let mut report = |entry: &Entry<'_>, first: &Entry<'_>| {
        let same = entry.value.says_the_same(&first.value);
        let removal = || layout::without_entry(text, mapping, entry.span());
        let removal = same.then(removal).flatten();
        duplicate_key::report(entry, first.key_span, removal, findings);
    };
    if entries.len() <= FEW {
        for later in (1..entries.len()).rev() {
            let first = entries[..later]
                .iter()
                .find(|entry| is_same(&entry.key, &entries[later].key));
            if let Some(first) = first {
                report(&entries[later], first);
                entries.remove(later);
            }
        }
        return;
    }
    let mut seen: HashMap<Cow<'_, str>, usize> = HashMap::with_capacity(entries.len());
    let mut kept: Vec<Entry<'_>> = Vec::with_capacity(entries.len());
    for entry in entries.drain(..) {
        let resolved = resolved(&entry.key);
        let first = seen.get(&entry.key.text);
        if let Some(&first) = first.or_else(|| seen.get(resolved.as_deref()?)) {
            report(&entry, &kept[first]);
            continue;
        }
        seen.insert(entry.key.text.clone(), kept.len());
        seen.extend(resolved.map(|value| (Cow::Owned(value), kept.len())));
        kept.push(entry);
    }
    *entries = kept;
}

fn is_same(key: &Scalar<'_>, other: &Scalar<'_>) -> bool {
    key.text == other.text || resolved(key).is_some_and(|value| resolved(other) == Some(value))
}

/// The one form of a key that is no text: `null` of `~`, `16` of `0x10`.
fn resolved(key: &Scalar<'_>) -> Option<String> {
    key.plain.then(|| scalar::canonical(&key.text))?
}
