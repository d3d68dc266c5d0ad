//! `tidings.toml` is no TOML.

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD501",
    "toml-syntax",
    "`tidings.toml` is not valid TOML",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports what is not [TOML](https://toml.io) in a `tidings.toml`: a text without quotes, a key given
twice, a bracket that is not closed.

## Why is this bad?

Nobody can tell what was meant.

## Example

```toml
catalog = events.yaml
```

Use instead:

```toml
catalog = "events.yaml"
```
"#;

pub(crate) fn report(span: Span, message: &str, findings: &mut Findings) {
    // Of one line: the parser may say more below.
    let message = message.lines().next().unwrap_or_default();
    findings
        .report(&RULE, span, format!("this is not TOML: {message}"))
        .with_help("texts are in quotes, as `catalog = \"events.yaml\"`; each key is given once");
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_config;

    #[test]
    fn what_is_no_toml() {
        check_config(
            "catalog = events.yaml\n",
            &["1:11 TD501 this is not TOML: string values must be quoted, expected literal string"],
        );
        check_config(
            "catalog = \"a\"\ncatalog = \"b\"\n",
            &["2:1 TD501 this is not TOML: duplicate key"],
        );
        check_config(
            b"catalog = \"caf\xe9\"\n",
            &["1:15 TD001 byte 0xE9 is not UTF-8 here"],
        );
    }
}
