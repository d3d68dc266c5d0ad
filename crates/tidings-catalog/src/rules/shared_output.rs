//! Two targets write the same file.

use std::collections::HashMap;

use super::Rule;
use crate::config::TargetConfig;
use crate::findings::{Findings, quoted};

pub(crate) static RULE: Rule = Rule::error(
    "TD506",
    "shared-output",
    "two targets write the same file",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a `[[target]]` of `tidings.toml` that has the `out` of another one of its kind, or the file
of any other.

## Why is this bad?

The second would overwrite what the first has written.

## Example

```toml
[[target]]
kind = "json-schema"
out = "events.json"
[[target]]
kind = "asyncapi"
out = "events.json"
```

Use instead:

```toml
[[target]]
kind = "json-schema"
out = "events.schema.json"
```
"#;

pub(crate) fn check(targets: &[TargetConfig], findings: &mut Findings) {
    let mut outs: HashMap<String, Vec<&TargetConfig>> = HashMap::new();
    for target in targets {
        let out = normalized(&target.out.value);
        let others = outs.entry(out.clone()).or_default();
        // A folder takes files of several kinds.
        let is_file = out
            .rsplit('/')
            .next()
            .is_some_and(|last| last.contains('.'));
        let first = others
            .iter()
            .find(|first| is_file || first.kind.value == target.kind.value);
        if let Some(first) = first {
            let message = format!("another target writes {} too", quoted(&target.out));
            findings
                .report(&RULE, target.out.span, message)
                .with_label(first.out.span, "this one")
                .with_help("give each target a file of its own");
        }
        others.push(target);
    }
}

/// Without what does not change where a path leads.
fn normalized(path: &str) -> String {
    let parts = path.split(['/', '\\']);
    let parts = parts.filter(|part| !part.is_empty() && *part != ".");
    let root = if path.starts_with('/') { "/" } else { "" };
    root.to_owned() + &parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_config;

    fn targets(pairs: &[(&str, &str)]) -> String {
        let targets = pairs
            .iter()
            .map(|(kind, out)| format!("[[target]]\nkind = \"{kind}\"\nout = \"{out}\"\n"));
        targets.collect()
    }

    #[test]
    fn files_that_two_targets_write() {
        check_config(
            targets(&[("go", "events.x"), ("rust", "./events.x")]),
            &["6:7 TD506 another target writes `./events.x` too"],
        );
        check_config(
            targets(&[
                ("rust", "generated"),
                ("go", "generated"),
                ("go", "generated/"),
            ]),
            &["9:7 TD506 another target writes `generated/` too"],
        );
        check_config(targets(&[("rust", "a.rs"), ("rust", "b.rs")]), &[]);
    }
}
