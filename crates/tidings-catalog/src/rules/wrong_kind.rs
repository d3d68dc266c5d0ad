//! A value is of the wrong kind.

use std::fmt;

use super::Rule;
use crate::findings::Findings;
use crate::scalar::Meaning;
use crate::yaml::{Content, Node};

pub(crate) static RULE: Rule =
    Rule::error("TD101", "wrong-kind", "a value is of the wrong kind", DOCS);

const DOCS: &str = r#"## What it does

Reports a value that is no text, boolean, list or mapping where the format wants one: a number as a name, a list as
properties. The value is not looked at further.

## Why is this bad?

Each reader would make something else of it.

## Example

```yaml
- name: 12
  owners: team-hosts
```

Use instead:

```yaml
- name: "12"
  owners: [team-hosts]
```

(`"12"` is text, though no good name.)
"#;

/// What the format wants in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Text,
    Boolean,
    List,
    Mapping,
}

/// Reports that `what`, which is `node`, is not what is wanted; silent when a finding has made the node unusable.
pub(crate) fn report(
    findings: &mut Findings,
    node: &Node<'_>,
    what: fmt::Arguments<'_>,
    wanted: Wanted,
) {
    let Some(found) = kind(node) else { return };
    let message = match found {
        "nothing" => format!("{what} has no value, expected {}", wanted.name()),
        _ => format!("{what} is {found}, expected {}", wanted.name()),
    };
    let diagnostic = findings.report(&RULE, node.span, message);
    match (&node.content, wanted) {
        (Content::Scalar(scalar), Wanted::Text) if !scalar.text.is_empty() => {
            let quoted = format!("\"{}\"", scalar.text);
            diagnostic
                .with_help("put it in quotes if text is meant")
                .with_fix("put it in quotes", node.span, quoted);
        }
        (Content::Scalar(_), Wanted::List) => {
            diagnostic.with_help("write it as a list: `[..]`, or entries that begin with `- `");
        }
        (Content::Sequence(_), Wanted::Mapping) => {
            diagnostic.with_help("write it as `key: value` pairs");
        }
        (Content::Scalar(_), Wanted::Boolean) => {
            diagnostic.with_help("write `true` or `false`, without quotes");
        }
        _ => {}
    }
}

impl Wanted {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Boolean => "`true` or `false`",
            Self::List => "a list",
            Self::Mapping => "a mapping",
        }
    }
}

fn kind(node: &Node<'_>) -> Option<&'static str> {
    Some(match &node.content {
        Content::Unusable => return None,
        Content::Sequence(_) => "a list",
        Content::Mapping(_) => "a mapping",
        Content::Scalar(scalar) if !scalar.plain => "text",
        Content::Scalar(scalar) => match Meaning::of(&scalar.text) {
            Meaning::Null if scalar.text.is_empty() => "nothing",
            Meaning::Null => "null",
            Meaning::Boolean(_) => "a boolean",
            Meaning::Integer | Meaning::Float => "a number",
            Meaning::Text => "text",
        },
    })
}
