//! A property looks like a secret and is not sensitive.

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, quoted};
use crate::names::case::snake;

pub(crate) static RULE: Rule = Rule::warning(
    "TD405",
    "unmarked-secret",
    "a property looks like a secret and is not sensitive",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a `string` property whose name smells of a secret (`password`, `token`, `pull_secret`,
`api_key`, `credentials` ...) without `sensitive: true`. Names of what is only about a secret
(`token_type`, `secret_name`) are not reported.

## Why is this bad?

Events are stored, shown and sent on. A sensitive value is replaced by `[redacted]` before it leaves
the event.

## Example

```yaml
pull_secret: string
```

Use instead:

```yaml
pull_secret: { type: string, sensitive: true }
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (index, _, property) in context.properties() {
        let sensitive = property
            .sensitive
            .as_ref()
            .is_some_and(|sensitive| sensitive.value);
        let text = property
            .property_type
            .as_ref()
            .is_some_and(|name| name.value == "string");
        if text && !sensitive && context.subject(&property.name).is_none() && smells(&property.name)
        {
            let message = format!(
                "the property {} looks like a secret",
                quoted(&property.name)
            );
            let help = "add `sensitive: true` (`{ type: string, sensitive: true }`), so that its value is never shown";
            findings
                .report_on(index, &RULE, property.name.span, message)
                .with_help(help);
        }
    }
}

fn smells(name: &str) -> bool {
    let name = snake(name);
    let words: Vec<&str> = name.split('_').collect();
    let about = words.last().is_some_and(|last| ABOUT.contains(last));
    let secret = words.iter().any(|word| SECRETS.contains(word));
    let key = words
        .windows(2)
        .any(|pair| pair[1] == "key" && KEYS.contains(&pair[0]));
    !about && (secret || key)
}

const SECRETS: [&str; 15] = [
    "password",
    "passwords",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "secret",
    "secrets",
    "token",
    "tokens",
    "credential",
    "credentials",
    "apikey",
    "otp",
    "bearer",
];

/// What makes a `key` a secret one.
const KEYS: [&str; 7] = [
    "api",
    "private",
    "access",
    "secret",
    "signing",
    "encryption",
    "session",
];

/// What ends the name of something about a secret.
const ABOUT: [&str; 16] = [
    "name",
    "id",
    "type",
    "kind",
    "count",
    "length",
    "status",
    "state",
    "path",
    "url",
    "expiry",
    "expiration",
    "version",
    "age",
    "policy",
    "hint",
];

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event, properties};

    #[test]
    fn secrets_are_sensitive() {
        check(
            properties(
                "password: string, pull_secret: string, api_key: string, accessToken: { type: string }",
            ),
            &[
                "2:52 TD405 the property `password` looks like a secret",
                "2:70 TD405 the property `pull_secret` looks like a secret",
                "2:91 TD405 the property `api_key` looks like a secret",
                "2:108 TD405 the property `accessToken` looks like a secret",
            ],
        );
        check(
            properties(
                "password: { type: string, sensitive: true }, token_type: string, tokens_count: integer, ssh_key: string, secretary: string",
            ),
            &[],
        );
        check(
            event(
                "properties: { host_id: UUID, infra_env_id: UUID, token: string }
allow: [unmarked-secret]",
            ),
            &[],
        );
    }
}
