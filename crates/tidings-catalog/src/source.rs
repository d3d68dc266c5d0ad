//! The texts that are checked, and places in them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::line_index::LineIndex;

/// One of the files in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub u32);

/// A range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the other is within this one.
    pub(crate) fn has(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A place as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// The files of one catalog: their names, as shown in findings, and their texts.
#[derive(Debug, Default)]
pub struct Sources {
    /// Those of the catalog, then those aside.
    files: Vec<File>,
    aside: usize,
}

#[derive(Debug)]
struct File {
    name: String,
    bytes: Vec<u8>,
    /// Made when the first place is asked for.
    lines: OnceLock<LineIndex>,
}

impl Sources {
    /// A catalog of one file.
    pub fn single(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let mut sources = Self::default();
        sources.add(name, bytes);
        sources
    }

    /// Adds a file of the catalog.
    ///
    /// # Panics
    ///
    /// After [`Sources::add_aside`].
    pub fn add(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> FileId {
        assert_eq!(self.aside, 0, "the files of the catalog come first");
        self.push(name.into(), bytes.into())
    }

    /// Adds a file that findings may be in, but which is not of the catalog, as a `tidings.toml`.
    pub fn add_aside(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> FileId {
        self.aside += 1;
        self.push(name.into(), bytes.into())
    }

    fn push(&mut self, name: String, bytes: Vec<u8>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        self.files.push(File {
            name,
            bytes,
            lines: OnceLock::new(),
        });
        id
    }

    /// Every file of the catalog, in the order in which they were added.
    pub fn files(&self) -> impl ExactSizeIterator<Item = FileId> + use<> {
        let count = u32::try_from(self.files.len() - self.aside).expect("fewer than 2^32 files");
        (0..count).map(FileId)
    }

    pub fn name(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].name
    }

    pub fn bytes(&self, file: FileId) -> &[u8] {
        &self.files[file.0 as usize].bytes
    }

    /// The same files, these with other bytes.
    pub(crate) fn with_bytes(&self, mut other: BTreeMap<FileId, Vec<u8>>) -> Self {
        let files = (0..).map(FileId).zip(&self.files).map(|(id, file)| File {
            name: file.name.clone(),
            bytes: other.remove(&id).unwrap_or_else(|| file.bytes.clone()),
            lines: OnceLock::new(),
        });
        Self {
            files: files.collect(),
            ..*self
        }
    }

    /// Where the byte at `offset` stands. An offset beyond the end is that of the end; a byte order
    /// mark is not counted.
    pub fn position(&self, file: FileId, offset: usize) -> Position {
        self.lines(file).position(self.bytes(file), offset)
    }

    /// The bytes of a line, without its line break. Lines are counted from 1, as in [`Position`].
    pub(crate) fn line(&self, file: FileId, line: usize) -> Range<usize> {
        self.lines(file).line(self.bytes(file), line)
    }

    fn lines(&self, file: FileId) -> &LineIndex {
        let file = &self.files[file.0 as usize];
        file.lines.get_or_init(|| LineIndex::new(&file.bytes))
    }
}
