//! The file has no content.

use super::Rule;
use crate::findings::Findings;
use crate::source::{FileId, Span};

pub(crate) static RULE: Rule =
    Rule::error("TD011", "empty-catalog", "the file has no content", DOCS);

const DOCS: &str = r#"## What it does

Reports a file without anything but blanks and comments.

## Why is this bad?

It is most likely the wrong file, or one that was emptied by mistake.

## Example

A catalog without events is written so:

```yaml
x-events: []
```
"#;

pub(crate) fn report(file: FileId, findings: &mut Findings) {
    let span = Span {
        file,
        start: 0,
        end: 0,
    };
    findings
        .report(&RULE, span, "the catalog is empty")
        .with_help("it begins with `x-events:`; `x-events: []` declares none");
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn nothing_is_no_catalog() {
        check("", &["1:1 TD011 the catalog is empty"]);
        check(
            "
# nothing
",
            &["1:1 TD011 the catalog is empty"],
        );
        check(
            "---
",
            &["1:1 TD011 the catalog is empty"],
        );
        check("﻿", &["1:1 TD011 the catalog is empty"]);
    }
}
