//! `formerly` names what cannot have been the old name.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{Rule, invalid_name};
use crate::context::Context;
use crate::declared::{DeclaredEvent, Text};
use crate::findings::{Findings, quoted};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule::error(
    "TD320",
    "invalid-old-name",
    "`formerly` names what cannot be an old name",
    DOCS,
);

const DOCS: &str = r#"## What it does

Reports a name in `formerly` of an event or of a property that is in use, that another `formerly`
gives too, or that could never have been a name.

## Why is this bad?

Records under an old name are read as those of the event that had it. When two events claim it,
nobody can tell whose they are.

## Example

```yaml
- name: host_binding_failed
  formerly: [host_bind_failed]
- name: host_bind_failed
```

Use instead:

```yaml
- name: host_binding_failed
  formerly: [host_bind_failed]
- name: host_bind_refused
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    check_names("event", || context.events.iter().map(named_event), findings);
    for event in context.events {
        let properties = || {
            let properties = event.properties().iter();
            properties.map(|property| (Some(&property.name), property.formerly.as_slice()))
        };
        check_names("property", properties, findings);
    }
}

type Named<'n, 'a> = (Option<&'n Text<'a>>, &'n [Text<'a>]);

fn named_event<'n, 'a>(event: &'n DeclaredEvent<'a>) -> Named<'n, 'a> {
    (event.name.as_ref(), &event.formerly)
}

/// `named` gives the name and the old names of each of what shares its names.
fn check_names<'n, 'a: 'n, I: Iterator<Item = Named<'n, 'a>>>(
    what: &str,
    named: impl Fn() -> I,
    findings: &mut Findings,
) {
    if named().all(|(_, formerly)| formerly.is_empty()) {
        return;
    }
    let current = named().filter_map(|(name, _)| name);
    let current: HashMap<&str, Span> = current.map(|name| (&*name.value, name.span)).collect();
    let mut claimed: HashMap<&str, Span> = HashMap::new();
    for (name, old) in
        named().flat_map(|(name, formerly)| formerly.iter().map(move |old| (name, old)))
    {
        if !invalid_name::is_ascii_identifier(old) {
            findings
                .report(
                    &RULE,
                    old.span,
                    format!(
                        "{} is no name that {} could have had",
                        quoted(old),
                        article(what)
                    ),
                )
                .with_help("name it as it was in the catalog: ASCII letters, digits and `_`");
        } else if name.is_some_and(|name| name.value == old.value) {
            findings
                .report(
                    &RULE,
                    old.span,
                    format!("{what} {} is said to be formerly itself", quoted(old)),
                )
                .with_help("remove it; `formerly` lists other names that it had");
        } else if let Some(&place) = current.get(&*old.value) {
            findings
                .report(
                    &RULE,
                    old.span,
                    format!("the old name {} is in use", quoted(old)),
                )
                .with_label(place, format!("by this {what}"))
                .with_help(format!(
                    "remove it from `formerly`, or give the other {what} another name"
                ));
        } else {
            match claimed.entry(&old.value) {
                Entry::Vacant(entry) => {
                    entry.insert(old.span);
                }
                Entry::Occupied(first) => {
                    findings
                        .report(
                            &RULE,
                            old.span,
                            format!("the old name {} is given twice", quoted(old)),
                        )
                        .with_label(*first.get(), "here before")
                        .with_help(format!(
                            "only one {what} can have had it; keep it there alone"
                        ));
                }
            }
        }
    }
}

fn article(what: &str) -> String {
    let article = if what == "event" { "an" } else { "a" };
    format!("{article} {what}")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event, properties};

    fn two(first: &str, second: &str) -> String {
        let rest =
            "event_type: host, severity: info, properties: { host_id: UUID, infra_env_id: UUID } }";
        format!(
            "x-events:\n- {{ name: host_bound, message: a, {first}{rest}\n- {{ name: host_unbound, message: b, {second}{rest}\n"
        )
    }

    #[test]
    fn old_names_are_nobodys_else() {
        check(
            two(
                "formerly: [host_tied], ",
                "formerly: [host_untied, host_freed], ",
            ),
            &[],
        );
        check(
            two("formerly: [host_unbound], ", ""),
            &["2:46 TD320 the old name `host_unbound` is in use"],
        );
        check(
            two("formerly: [host_tied], ", "formerly: [host_tied], "),
            &["3:48 TD320 the old name `host_tied` is given twice"],
        );
    }

    #[test]
    fn an_old_name_is_another_name_and_given_once() {
        check(
            event("formerly: [host_bound, host_tied, host_tied, 'host tied', '']"),
            &[
                "2:14 TD320 event `host_bound` is said to be formerly itself",
                "2:37 TD320 the old name `host_tied` is given twice",
                "2:48 TD320 `host tied` is no name that an event could have had",
                "2:61 TD320 `` is no name that an event could have had",
            ],
        );
        check(
            event("formerly: host_tied"),
            &["2:13 TD101 `formerly` is text, expected a list"],
        );
    }

    #[test]
    fn properties_have_old_names_of_their_own() {
        check(
            properties("a: { type: string, formerly: [b, host_bound] }"),
            &[],
        );
        check(
            properties(
                "a: { type: string, formerly: [a, c, 1a] }, c: { type: string, formerly: [d, d] }",
            ),
            &[
                "2:82 TD320 property `a` is said to be formerly itself",
                "2:85 TD320 the old name `c` is in use",
                "2:88 TD320 `1a` is no name that a property could have had",
                "2:128 TD320 the old name `d` is given twice",
            ],
        );
    }
}
