//! A message uses an optional property.

use std::collections::HashSet;

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, quoted};
use crate::placeholder::Placeholders;
use crate::template::{Piece, pieces};

pub(crate) static RULE: Rule = Rule::warning(
    "TD404",
    "optional-in-message",
    "a message uses an optional property",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a placeholder in a message whose property is optional.

## Why is this bad?

Where the property is absent the message says `none` in its place, as in "bound to cluster none".

## Example

```yaml
message: "Host {host_id}: bound to cluster {cluster_id}"
properties: { host_id: UUID, infra_env_id: UUID, cluster_id: UUID_PTR }
```

Use instead:

```yaml
message: "Host {host_id}: bound"
properties: { host_id: UUID, infra_env_id: UUID, cluster_id: UUID_PTR }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (index, event) in context.events.iter().enumerate() {
        let Some(message) = &event.message else {
            continue;
        };
        let mut places = Placeholders::new(context.text(message.span.file), message);
        let mut reported = HashSet::new();
        for piece in pieces(message) {
            let Piece::Placeholder { name, offset } = piece else {
                continue;
            };
            let span = places.find(name, offset);
            let property = event
                .property(name)
                .filter(|property| property.is_optional() && !context.requires(event, name));
            if let Some(property) = property.filter(|_| reported.insert(name)) {
                let text = format!(
                    "{} is optional: where it is absent the message says `none`",
                    quoted(name)
                );
                let diagnostic = findings.report_on(index, &RULE, span, text);
                let help = "make it required, leave it out of the message, or have two events";
                diagnostic
                    .with_label(property.name.span, "declared here")
                    .with_help(help);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn optional_ones_are_not_in_the_message() {
        check(event("message: '{cluster_id} {cluster_id} {reason}'
properties: { host_id: UUID, infra_env_id: UUID, cluster_id: UUID_PTR, reason: { type: string, optional: true } }"), &["2:13 TD404 `cluster_id` is optional: where it is absent the message says `none`", "2:39 TD404 `reason` is optional: where it is absent the message says `none`"]);
        check(
            event(
                "message: '{cluster_id}'
properties: { host_id: UUID, infra_env_id: UUID, cluster_id: UUID_PTR }
allow: [optional-in-message]",
            ),
            &[],
        );
    }
}
