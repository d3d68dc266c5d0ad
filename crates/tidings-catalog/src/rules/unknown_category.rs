//! A category does not exist.

use super::{Rule, choice};
use crate::catalog::Category;
use crate::context::Context;
use crate::findings::Findings;

pub(crate) static RULE: Rule = Rule::error(
    "TD304",
    "unknown-category",
    "a category does not exist",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports a `category` that is not `user` or `metrics`.

## Why is this bad?

Readers ask for categories; the event would never be found.

## Example

```yaml
category: metric
```

Use instead:

```yaml
category: metrics
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let names = Category::ALL.map(Category::name);
    let words = context
        .events
        .iter()
        .filter_map(|event| event.category.as_ref());
    choice::check(&RULE, "category", &names, words, context, findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, event};

    #[test]
    fn there_are_two() {
        check(
            event("category: metric"),
            &["2:13 TD304 unknown category `metric`"],
        );
        check(
            event("category: audit"),
            &["2:13 TD304 unknown category `audit`"],
        );
        check(event("category: metrics"), &[]);
        check(event("category: user"), &[]);
    }

    #[test]
    fn a_misspelt_one_is_fixed() {
        check_fix(event("category: Metric"), event("category: metrics"));
    }
}
