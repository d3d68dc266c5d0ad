//! `allow` names no rule that can be silenced.

use super::Rule;
use crate::context::Context;
use crate::findings::{Findings, quoted};
use crate::suggest::Meant;

pub(crate) static RULE: Rule = Rule::error(
    "TD316",
    "unknown-rule",
    "`allow` names no rule that can be silenced",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports an entry of `allow` that is not the name of a rule, or names a rule that cannot be silenced.
Only warnings can be.

## Why is this bad?

It would silence nothing, while its author believes that it does.

## Example

```yaml
allow: [past-tense]
```

Use instead:

```yaml
allow: [past-tense-name]
```

`tidings rules` lists them.
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for name in context.events.iter().flat_map(|event| &event.allow) {
        match super::find(name) {
            Some(rule) if rule.name != &*name.value => {
                let message = format!(
                    "`allow` takes the names of rules, not codes such as {}",
                    quoted(name)
                );
                let diagnostic = findings
                    .report(&RULE, name.span, message)
                    .with_help(format!("write `{}`", rule.name));
                diagnostic.with_word(context, name, rule.name);
            }
            Some(rule) if !rule.silenceable => {
                let message = format!("the rule {} cannot be silenced", quoted(name));
                findings
                    .report(&RULE, name.span, message)
                    .with_help("mend what it reports, and remove this entry");
            }
            Some(_) => {}
            None => {
                let silenceable = super::all()
                    .iter()
                    .filter(|rule| rule.silenceable)
                    .map(|rule| rule.name);
                let meant = context.suggestions.meant(name, silenceable);
                let help = meant.map(Meant::help);
                let help = help.unwrap_or_else(|| "`tidings rules` lists the rules".to_owned());
                findings
                    .report(
                        &RULE,
                        name.span,
                        format!("there is no rule {}", quoted(name)),
                    )
                    .with_help(help)
                    .with_respelling(context, name, meant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, event};

    #[test]
    fn rules_that_can_be_silenced() {
        check(
            event("allow: [past-tense]"),
            &["2:11 TD316 there is no rule `past-tense`"],
        );
        check(
            event("allow: [TD401]"),
            &["2:11 TD316 `allow` takes the names of rules, not codes such as `TD401`"],
        );
        check(
            event("allow: [duplicate-key]"),
            &["2:11 TD316 the rule `duplicate-key` cannot be silenced"],
        );
        check(
            event("allow: [nonsense]"),
            &["2:11 TD316 there is no rule `nonsense`"],
        );
        check(
            event("allow: [unused-allow]"),
            &["2:11 TD316 the rule `unused-allow` cannot be silenced"],
        );
        check(
            event(
                "name: host_status
allow: [past-tense-name]",
            ),
            &[],
        );
    }

    #[test]
    fn names_are_fixed() {
        let event = |allow: &str| event(&format!("name: host_status\nallow: {allow}"));
        check_fix(event("['TD401']"), event("['past-tense-name']"));
        check_fix(event("[past-tense-nam]"), event("[past-tense-name]"));
        check_fix(
            event("[past-tens-name, TD401, TD405]"),
            event("[past-tense-name]"),
        );
    }
}
