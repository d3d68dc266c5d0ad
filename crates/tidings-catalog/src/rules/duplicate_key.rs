//! A mapping has the same key twice.

use super::Rule;
use crate::diagnostic::Edit;
use crate::findings::{Findings, quoted};
use crate::source::Span;
use crate::yaml::Entry;

pub(crate) static RULE: Rule = Rule::error(
    "TD010",
    "duplicate-key",
    "a mapping has the same key twice",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports a key that its mapping already has, at the top level (a second `x-events`) as well as in
events, properties and extensions. Its value is not looked at.

## Why is this bad?

Readers that accept it keep one of the two values and lose the other, mostly without a word.

## Example

```yaml
- name: host_bound
  severity: info
  severity: error
```

Keep the one that is meant.
"#;

/// `first` is where the key stands already, `removal` removes this one without a loss.
pub(crate) fn report(
    entry: &Entry<'_>,
    first: Span,
    removal: Option<Edit>,
    findings: &mut Findings,
) {
    let message = format!("the key {} is here a second time", quoted(&entry.key.text));
    findings
        .report(&RULE, entry.key_span, message)
        .with_label(first, "first here")
        .with_help("keep only one of them")
        .with_fix("remove this one, which says the same", removal);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, check_no_fix, event, properties};

    #[test]
    fn a_key_is_there_once() {
        check(
            "x-events: []
x-events: []
",
            &["2:1 TD010 the key `x-events` is here a second time"],
        );
        check(
            event(
                "severity: info
severity: error
severity: fatal",
            ),
            &[
                "3:3 TD010 the key `severity` is here a second time",
                "4:3 TD010 the key `severity` is here a second time",
            ],
        );
        check(
            properties("host_id: string"),
            &["2:52 TD010 the key `host_id` is here a second time"],
        );
        check(
            "x-events: []
x-a: { b: 1, 'b': 2 }
",
            &["2:14 TD010 the key `b` is here a second time"],
        );
        check(
            properties(
                "p0: string, p1: string, p2: string, p3: string, p4: string, p5: string, p6: string, p7: string, p8: string, p9: string, p10: string, p11: string, p12: string, p13: string, p14: string, p15: string, p16: string, p17: string, p18: string, p19: string, p3: bool",
            ),
            &["2:302 TD010 the key `p3` is here a second time"],
        );
    }

    #[test]
    fn keys_are_the_same_when_they_mean_the_same() {
        check(
            "x-events: []
x-a: { ~: 1, null: 2, 0x10: 3, 16: 4, true: 5, True: 6 }
",
            &[
                "2:14 TD010 the key `null` is here a second time",
                "2:32 TD010 the key `16` is here a second time",
                "2:48 TD010 the key `True` is here a second time",
            ],
        );
        check(
            "x-events: []\nx-a: { ~: 1, '~': 2 }\n",
            &["2:14 TD010 the key `~` is here a second time"],
        );
    }

    #[test]
    fn the_second_is_removed_when_it_says_the_same() {
        for (before, after) in [
            (
                "severity: info\nseverity: 'info' # again\nx-a: 1",
                "severity: info\nx-a: 1",
            ),
            (
                "severity: info\nseverity: info\nseverity: info",
                "severity: info",
            ),
            (
                "severity: info\nx-a:\n  b: [1, 2]\nx-a: {b: [1, 2]}",
                "severity: info\nx-a:\n  b: [1, 2]",
            ),
            ("x-a:\nx-a:\nx-b: 1", "x-a:\nx-b: 1"),
        ] {
            check_fix(event(before), event(after));
        }
        check_fix(
            properties("host_id: UUID, a: string"),
            properties("a: string"),
        );
        check_fix(properties("a: string, a: string"), properties("a: string"));
    }

    #[test]
    fn one_that_says_something_else_stays() {
        check_no_fix(event("severity: info\nseverity: error"));
        check_no_fix(event("x-a: '1'\nx-a: 1"));
        check_no_fix(event("x-a: [1]\nx-a: [1, 2]"));
        check_no_fix(properties("host_id: string"));
        // Its anchor is used.
        check_no_fix(event("severity: info\nx-a: 1\nx-a: &a 1\nx-b: *a"));
    }
}
