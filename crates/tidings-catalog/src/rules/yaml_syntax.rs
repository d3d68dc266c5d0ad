//! The text is not YAML.

use super::Rule;
use crate::findings::Findings;
use crate::source::{FileId, Span};

pub(crate) static RULE: Rule = Rule::error("TD003", "yaml-syntax", "the text is not YAML", DOCS);

const DOCS: &str = r#"## What it does

Reports the place at which the text stops being YAML 1.2, control characters that YAML does not
allow included. What stands behind cannot be understood any more, so only this is reported.

## Why is this bad?

A reader either refuses the file or guesses, and two readers guess differently.

## Example

```yaml
- name: host_bound
  message: {host_name}: bound
```

Use instead:

```yaml
- name: host_bound
  message: "{host_name}: bound"
```

Text that begins with `{`, or contains `: ` or ` #`, needs quotes.
"#;

pub(crate) fn report(span: Span, message: String, help: &'static str, findings: &mut Findings) {
    findings.report(&RULE, span, message).with_help(help);
}

/// Reports the first character that cannot stand in YAML (YAML 1.2, `c-printable`), and whether
/// there is none.
pub(crate) fn check_printable(file: FileId, text: &str, findings: &mut Findings) -> bool {
    let found = characters_that_begin_oddly(text).find(|&(_, character)| is_unprintable(character));
    if let Some((offset, character)) = found {
        let offset = u32::try_from(offset).expect("larger files are refused before");
        let span = Span {
            file,
            start: offset,
            end: offset + character.len_utf8() as u32,
        };
        let message = format!(
            "control character U+{:04X} cannot stand in YAML",
            u32::from(character)
        );
        findings
            .report(&RULE, span, message)
            .with_help("remove it, or write it as an escape in double quotes");
    }
    found.is_none()
}

/// Those that may be unprintable, found by their first bytes, since most texts have few.
fn characters_that_begin_oddly(text: &str) -> impl Iterator<Item = (usize, char)> {
    let odd = |byte: u8| {
        byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || matches!(byte, 0x7f | 0xc2 | 0xef)
    };
    let offsets = text
        .bytes()
        .enumerate()
        .filter(move |&(_, byte)| odd(byte))
        .map(|(offset, _)| offset);
    offsets.filter_map(|offset| Some((offset, text[offset..].chars().next()?)))
}

fn is_unprintable(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\u{fffe}' | '\u{ffff}' => true,
        _ => character.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, event};

    #[test]
    fn the_place_that_cannot_be_read_is_reported() {
        check(
            event("message: {host_id} was bound"),
            &["2:22 TD003 expected a key of the mapping around this line"],
        );
        check(
            event("message: a: b"),
            &["2:13 TD003 a `key: value` pair cannot begin here"],
        );
        check(
            event(r#"message: "never closed"#),
            &["2:12 TD003 this quote is never closed"],
        );
        check(
            event("message: [a, b"),
            &["3:7 TD003 `:` cannot stand here, inside brackets"],
        );
        check(
            event("message: [a, b}"),
            &["2:12 TD003 `[` is closed by `}`"],
        );
        check(
            event("message: @host"),
            &["2:12 TD003 text cannot begin with `@`"],
        );
        check(
            event("message: 'it's'"),
            &["2:16 TD003 unexpected text after the closing quote"],
        );
        check(
            event(r#"message: "a\q""#),
            &["2:12 TD003 unknown escape in a text in double quotes"],
        );
        check(
            "x-events:\n- name: a\n\t- b\n",
            &["3:1 TD003 a tab cannot stand here"],
        );
        check(
            "x-events: []
 ]
",
            &["2:2 TD003 this bracket closes nothing"],
        );
        check(
            "x-events:
- name: a
 message: b
",
            &["3:2 TD003 expected a key of the mapping around this line"],
        );
        check(
            "%YAML 9.0
---
x-events: []
",
            &["1:1 TD003 unsupported YAML major version"],
        );
    }

    #[test]
    fn control_characters_are_reported() {
        check(
            "x-events: []\0",
            &["1:13 TD003 control character U+0000 cannot stand in YAML"],
        );
        check(
            "x-events: [] # \u{1b}[31m",
            &["1:16 TD003 control character U+001B cannot stand in YAML"],
        );
    }

    #[test]
    fn what_yaml_allows_is_fine() {
        check(
            "%YAML 1.2
---
x-events: [] # é
...
",
            &[],
        );
        check("x-events: [] # next line \u{85}\n", &[]);
    }
}
