//! The file is larger than a catalog can be.

use super::Rule;
use crate::findings::Findings;
use crate::source::{FileId, Span};

pub(crate) static RULE: Rule = Rule::error(
    "TD002",
    "file-too-large",
    "the file is larger than a catalog can be",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a file of more than 64 MiB. Nothing of it is looked at.

## Why is this bad?

A catalog of a hundred thousand events has half that size. A larger file is a mistake or an attack,
and reading it would take much memory.

## Example

A log file given in place of the catalog.
"#;

const LARGEST: usize = 64 << 20;

/// Whether the file may be read.
pub(crate) fn check(file: FileId, bytes: &[u8], findings: &mut Findings) -> bool {
    let fits = bytes.len() <= LARGEST;
    if !fits {
        let message = format!(
            "the file has {} bytes, more than the {LARGEST} that are read",
            bytes.len()
        );
        let span = Span {
            file,
            start: 0,
            end: 0,
        };
        findings
            .report(&RULE, span, message)
            .with_help("is this a catalog? Split it if it is");
    }
    fits
}
