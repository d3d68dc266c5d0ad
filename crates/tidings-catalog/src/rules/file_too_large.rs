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

Reports a file of more than 64 MiB, or one by which the files of a catalog exceed that together.
Nothing of it is looked at.

## Why is this bad?

A catalog of a hundred thousand events has half that size. A larger file is a mistake or an attack,
and reading it would take much memory.

## Example

A log file given in place of the catalog.
"#;

const LARGEST: usize = 64 << 20;

/// Whether the file may be read, after others of so many bytes.
pub(crate) fn check(file: FileId, bytes: &[u8], before: usize, findings: &mut Findings) -> bool {
    let (size, together) = (bytes.len(), before + bytes.len());
    let fits = together <= LARGEST;
    if !fits {
        let message = if size > LARGEST || before == 0 {
            format!("the file has {size} bytes, more than the {LARGEST} that are read")
        } else {
            format!(
                "the files up to this one have {together} bytes, more than the {LARGEST} that are read"
            )
        };
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
