//! A value in `tidings.toml` is missing or of another type.

use super::Rule;
use crate::findings::Findings;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD503",
    "invalid-config-value",
    "a value in `tidings.toml` is missing or of another type",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports values of a `tidings.toml` that are empty or of another type than their key takes, and
targets without `kind` or `out`.

## Why is this bad?

There is nothing to go by.

## Example

```toml
[[target]]
kind = "rust"
```

Use instead:

```toml
[[target]]
kind = "rust"
out = "src/events.rs"
```
"#;

pub(crate) fn report(span: Span, message: String, help: &str, findings: &mut Findings) {
    findings.report(&RULE, span, message).with_help(help);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_config;

    #[test]
    fn values_of_another_type() {
        check_config(
            "catalog = 1\n",
            &["1:11 TD503 `catalog` is a number or a truth, not a string"],
        );
        check_config(
            "catalog = [\"a.yaml\", \"\"]\n",
            &["1:22 TD503 `catalog` is empty"],
        );
        check_config("catalog = []\n", &["1:11 TD503 `catalog` names no file"]);
        check_config("target = \"rust\"\n", &["1:10 TD503 `target` is a string"]);
        check_config("rules = []\n", &["1:9 TD503 `rules` is an array"]);
        check_config(
            "target = [1]\n",
            &["1:11 TD503 a target is a table, this is a number or a truth"],
        );
        check_config(
            "[[target]]\nkind = \"go\"\nout = \"x.go\"\npackage = 1979-05-27\n",
            &["4:11 TD503 `package` is a time"],
        );
        check_config(
            "[rules]\nname-context = false\n",
            &["2:16 TD503 `name-context` is a number or a truth, not a string"],
        );
    }

    #[test]
    fn targets_that_lack_something() {
        check_config(
            "[[target]]\nkind = \"rust\"\n[[target]]\nout = \"x\"\n",
            &[
                "1:1 TD503 this target has no `out`",
                "3:1 TD503 this target has no `kind`",
            ],
        );
    }

    #[test]
    fn all_that_a_file_can_say() {
        check_config(
            "catalog = [\"events\", \"more.yaml\"]\n[[target]]\nkind = \"rust\"\nout = \"src/events.rs\"\n[rules]\nname-context = \"off\"\n",
            &[],
        );
        check_config("", &[]);
    }
}
