//! Mappings and lists nest too deep.

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;
use crate::yaml::DEEPEST;

pub(crate) static RULE: Rule = Rule::error(
    "TD004",
    "deep-nesting",
    "mappings and lists nest too deep",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a list or mapping that is more than 64 levels deep, counting what aliases bring in. The rest
of the file is not looked at.

## Why is this bad?

A catalog needs about eight levels. Deeper nesting is a mistake or an attempt to exhaust its reader.

## Example

A file that consists of `[[[[[[...`.
"#;

pub(crate) fn report(span: Span, findings: &mut Findings) {
    let message = format!("this is nested more than {DEEPEST} levels deep");
    findings
        .report(&RULE, span, message)
        .with_help("a catalog needs about eight levels: is a bracket left open?");
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn nesting_has_a_limit() {
        check(
            "[".repeat(100_000),
            &["1:65 TD004 this is nested more than 64 levels deep"],
        );
        check(
            "- ".repeat(100_000),
            &["1:129 TD004 this is nested more than 64 levels deep"],
        );
        check(
            format!(
                "x-events: []\nx-deep: {}{}\n",
                "[".repeat(63),
                "]".repeat(63)
            ),
            &[],
        );
        check(
            format!(
                "x-events: []\nx-deep: {}{}\n",
                "[".repeat(64),
                "]".repeat(64)
            ),
            &["2:72 TD004 this is nested more than 64 levels deep"],
        );
    }

    #[test]
    fn aliases_count_too() {
        check(
            format!(
                "x-a: &a {}{}\nx-b: [[*a]]\nx-events: []\n",
                "[".repeat(62),
                "]".repeat(62)
            ),
            &["2:8 TD004 this is nested more than 64 levels deep"],
        );
    }
}
