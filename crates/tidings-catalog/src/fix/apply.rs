use std::collections::BTreeMap;

use crate::diagnostic::{Edit, Fix};
use crate::source::{FileId, Sources};

/// Edits of which none touches another, by file and place.
#[derive(Debug, Clone, Default)]
pub(super) struct Edits<'f> {
    /// By where they begin; the end and the new text of each.
    by_start: BTreeMap<(FileId, u32), (u32, &'f str)>,
}

impl<'f> Edits<'f> {
    /// Takes all edits of a fix, or none when one is in the way of those that are here.
    pub(super) fn add(&mut self, fix: &'f Fix) -> bool {
        let free = fix.edits.iter().all(|edit| self.is_free(edit));
        if free {
            self.by_start.extend(fix.edits.iter().map(|edit| {
                let Edit { span, text } = edit;
                ((span.file, span.start), (span.end, text.as_str()))
            }));
        }
        free
    }

    fn is_free(&self, edit: &Edit) -> bool {
        let span = edit.span;
        let last = self.by_start.range(..=(span.file, span.end)).next_back();
        last.is_none_or(|(&(file, start), &(end, _))| {
            file != span.file || end < span.start && start < span.start
        })
    }

    pub(super) fn applied(&self, sources: &Sources) -> Sources {
        let mut changed: BTreeMap<FileId, (usize, Vec<u8>)> = BTreeMap::new();
        for (&(file, start), &(end, text)) in &self.by_start {
            let bytes = sources.bytes(file);
            let (copied, new) = changed
                .entry(file)
                .or_insert_with(|| (0, Vec::with_capacity(bytes.len() + 1024)));
            new.extend(&bytes[*copied..start as usize]);
            new.extend(text.as_bytes());
            *copied = end as usize;
        }
        let whole = changed.into_iter().map(|(file, (copied, mut new))| {
            new.extend(&sources.bytes(file)[copied..]);
            (file, new)
        });
        sources.with_bytes(whole.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn fix(edits: &[(u32, u32, &str)]) -> Fix {
        let edits = edits.iter().map(|&(start, end, text)| Edit {
            span: Span {
                file: FileId(0),
                start,
                end,
            },
            text: text.to_owned(),
        });
        Fix {
            message: String::new(),
            edits: edits.collect(),
        }
    }

    #[test]
    fn edits_that_touch_wait() {
        let fixes = [
            fix(&[(4, 5, "E"), (1, 1, "+")]),
            fix(&[(5, 6, "F")]),
            fix(&[(2, 4, "")]),
            fix(&[(0, 2, "")]),
            fix(&[(7, 7, "!"), (4, 4, "")]),
            fix(&[(7, 7, "?")]),
        ];
        let mut edits = Edits::default();
        let taken = fixes.each_ref().map(|fix| edits.add(fix));
        assert_eq!(taken, [true, false, false, false, false, true]);
        let applied = edits.applied(&Sources::single("a", "abcdefgh"));
        assert_eq!(applied.bytes(FileId(0)), b"a+bcdEfg?h");
    }
}
