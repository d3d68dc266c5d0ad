//! A property type does not exist.

use super::{Rule, choice};
use crate::catalog::PropertyType;
use crate::context::Context;
use crate::findings::Findings;

pub(crate) static RULE: Rule = Rule::error(
    "TD303",
    "unknown-property-type",
    "a property type does not exist",
    DOCS,
)
.fixable();

const DOCS: &str = r#"## What it does

Reports a property type that is not `UUID`, `UUID_PTR` (an optional UUID), `string`, `integer`,
`int64`, `bool`, `float64` or `timestamp`.

## Why is this bad?

No code can be generated for it.

## Example

```yaml
attempts: number
```

Use instead:

```yaml
attempts: integer
```
"#;

pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let names = PropertyType::NAMES.map(|(name, _)| name);
    let words = context
        .properties()
        .filter_map(|(_, _, property)| property.property_type.as_ref());
    choice::check(&RULE, "property type", &names, words, context, findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_fix, properties};

    #[test]
    fn types_exist() {
        check(
            properties("a: strng"),
            &["2:55 TD303 unknown property type `strng`"],
        );
        check(
            properties("a: uuid"),
            &["2:55 TD303 unknown property type `uuid`"],
        );
        check(
            properties("a: datetime"),
            &["2:55 TD303 unknown property type `datetime`"],
        );
        check(
            properties("a: { type: String }"),
            &["2:63 TD303 unknown property type `String`"],
        );
    }

    #[test]
    fn all_of_them() {
        check(
            properties(
                "a: UUID, b: UUID_PTR, c: string, d: integer, e: int64, f: bool, g: float64, h: timestamp",
            ),
            &[],
        );
    }

    #[test]
    fn what_aliases_repeat_is_reported_once() {
        check(
            "x-p: &p { host_id: UUID, infra_env_id: UUID, a: strng }
x-events:
- { name: host_bound, message: a, event_type: host, severity: info, properties: *p }
- { name: host_unbound, message: b, event_type: host, severity: info, properties: *p }
",
            &["1:49 TD303 unknown property type `strng`"],
        );
    }

    #[test]
    fn a_misspelt_one_is_fixed() {
        for (wrong, right) in [
            ("strng", "string"),
            ("uuid", "UUID"),
            ("Uuid_Ptr", "UUID_PTR"),
            (
                "{ type: 'String', sensitive: true }",
                "{ type: 'string', sensitive: true }",
            ),
            ("boolean", "boolean"),
            ("int", "int"),
            ("int32", "int32"),
            ("datetime", "datetime"),
        ] {
            let properties = |name| properties(&format!("a: {name}"));
            check_fix(properties(wrong), properties(right));
        }
    }

    #[test]
    fn an_alias_is_left_alone() {
        let text = |name| {
            format!(
                "x-t: &t {name}
x-events:
- {{ name: host_bound, message: a, event_type: host, severity: info, properties: {{ host_id: UUID, infra_env_id: UUID, a: *t }} }}
"
            )
        };
        check_fix(text("strng"), text("strng"));
    }
}
