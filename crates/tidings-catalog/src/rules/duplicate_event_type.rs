//! Two files of a catalog declare the same event type.

use std::collections::HashMap;

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, quoted};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD206",
    "duplicate-event-type",
    "two files of a catalog declare the same event type",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports an event type that another file of the same catalog declares before. Within one file it
would be a duplicate key.

## Why is this bad?

Of two declarations one would be ignored, and its events held to what the other one says.

## Example

```yaml
x-event-types:       # in hosts.yaml
  host: { requires: [host_id] }

x-event-types:       # in clusters.yaml of the same folder
  cluster: { requires: [cluster_id] }
  host: { requires: [host_id, cluster_id] }
```

Keep one of them.
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for event_type in context.event_types.unwrap_or_default() {
        let name = &event_type.name;
        if let Some(&first) = seen.get(&*name.value) {
            let message = format!("the event type {} is declared already", quoted(name));
            findings
                .report(&RULE, name.span, message)
                .with_label(first, "here")
                .with_help("keep one of the declarations");
        } else {
            seen.insert(name, name.span);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_files;

    #[test]
    fn an_event_type_is_declared_by_one_file() {
        check_files(
            &[
                "x-event-types: { order: { requires: [order_id] } }",
                "x-event-types: { invoice: { requires: [] }, order: { requires: [] } }\nx-events: []",
            ],
            &["2.yaml:1:45 TD206 the event type `order` is declared already"],
        );
    }

    #[test]
    fn each_file_may_declare_some() {
        check_files(
            &[
                "x-event-types: { order: { requires: [order_id] } }",
                "x-event-types: { invoice: { requires: [] } }\nx-events: []",
            ],
            &[],
        );
    }
}
