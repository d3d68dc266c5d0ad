//! `[rules]` names no rule or no level, or lowers one that cannot be.

use super::Rule;
use crate::config::RuleLevel;
use crate::diagnostic::Level;
use crate::findings::{Findings, choices, quoted};
use crate::source::Spanned;
use crate::suggest::Suggestions;

pub(crate) static RULE: Rule = Rule::error(
    "TD505",
    "invalid-rule-level",
    "`[rules]` names no rule or no level, or lowers a rule that cannot be",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports entries of `[rules]` in `tidings.toml` that name no rule, that give it another level than
`error`, `warning` or `off`, or that lower a rule that is an error by default.

## Why is this bad?

Rules that are errors protect generated code and stored events; without them it would not compile,
or events would be refused when they are sent.

## Example

```toml
[rules]
past-tense-name = "ignore"
duplicate-key = "off"
```

Use instead:

```toml
[rules]
past-tense-name = "off"
```

`tidings rules` lists the rules and their levels.
"#;

/// The rule and its level; else a finding.
pub(crate) fn read(
    name: &Spanned<String>,
    level: &Spanned<String>,
    suggestions: &Suggestions,
    findings: &mut Findings,
) -> Option<(&'static Rule, RuleLevel)> {
    let rule = rule(name, suggestions, findings);
    let Some(known) = RuleLevel::parse(level) else {
        let help = suggestions.did_you_mean(level, RuleLevel::NAMES);
        let help = help.unwrap_or_else(|| format!("it is {}", choices(&RuleLevel::NAMES)));
        findings
            .report(
                &RULE,
                level.span,
                format!("unknown level {}", quoted(level)),
            )
            .with_help(help);
        return None;
    };
    let rule = rule?;
    if rule.level == Level::Error && known != RuleLevel::Error {
        let message = format!("the rule {} cannot be lowered", quoted(name));
        findings
            .report(&RULE, level.span, message)
            .with_help("generated code or stored events depend on it; remove this entry, and mend what it reports");
        return None;
    }
    Some((rule, known))
}

fn rule(
    name: &Spanned<String>,
    suggestions: &Suggestions,
    findings: &mut Findings,
) -> Option<&'static Rule> {
    let found = super::find(name);
    match found {
        Some(rule) if rule.name != name.value => {
            let message = format!(
                "`[rules]` takes the names of rules, not codes such as {}",
                quoted(name)
            );
            findings
                .report(&RULE, name.span, message)
                .with_help(format!("write `{}`", rule.name));
        }
        Some(_) => {}
        None => {
            let names = super::all().iter().map(|rule| rule.name);
            let help = suggestions.did_you_mean(name, names);
            let help = help.unwrap_or_else(|| "`tidings rules` lists the rules".to_owned());
            findings
                .report(
                    &RULE,
                    name.span,
                    format!("there is no rule {}", quoted(name)),
                )
                .with_help(help);
        }
    }
    found.filter(|rule| rule.name == name.value)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_config;

    #[test]
    fn rules_and_levels_that_there_are_not() {
        check_config(
            "[rules]\npast-tense = \"off\"\nname-context = \"ignore\"\nTD401 = \"off\"\n",
            &[
                "2:1 TD505 there is no rule `past-tense`",
                "3:16 TD505 unknown level `ignore`",
                "4:1 TD505 `[rules]` takes the names of rules, not codes such as `TD401`",
            ],
        );
    }

    #[test]
    fn rules_that_protect_generated_code() {
        check_config(
            "[rules]\nduplicate-key = \"warning\"\ncolliding-names = \"off\"\n",
            &[
                "2:17 TD505 the rule `duplicate-key` cannot be lowered",
                "3:19 TD505 the rule `colliding-names` cannot be lowered",
            ],
        );
        check_config("[rules]\nduplicate-key = \"error\"\n", &[]);
    }
}
