//! The file is not UTF-8.

use super::Rule;
use crate::findings::Findings;
use crate::source::{FileId, Span};

pub(crate) static RULE: Rule = Rule::error("TD001", "not-utf-8", "the file is not UTF-8", DOCS);

const DOCS: &str = r#"## What it does

Reports the first byte that is not UTF-8. Nothing else of the file is looked at.

## Why is this bad?

A catalog is exchanged between programs and languages. Text in another encoding, or a binary file,
would be read differently by each.

## Example

A file saved as UTF-16 or Latin-1. Save it as UTF-8; a byte order mark is fine.
"#;

/// The file's text, if it is one.
pub(crate) fn check<'a>(file: FileId, bytes: &'a [u8], findings: &mut Findings) -> Option<&'a str> {
    match str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            report(file, bytes, error.valid_up_to(), findings);
            None
        }
    }
}

fn report(file: FileId, bytes: &[u8], offset: usize, findings: &mut Findings) {
    let start = u32::try_from(offset).expect("larger files are refused before");
    let span = Span {
        file,
        start,
        end: start + 1,
    };
    let message = format!("byte 0x{:02X} is not UTF-8 here", bytes[offset]);
    let help = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "this is UTF-16; save the file as UTF-8",
        _ => "save the file as UTF-8",
    };
    findings.report(&RULE, span, message).with_help(help);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn bytes_that_are_no_text_are_placed() {
        check(
            b"x-events: []\n# caf\xe9\n",
            &["2:6 TD001 byte 0xE9 is not UTF-8 here"],
        );
        check(b"\xff\xfex\0", &["1:1 TD001 byte 0xFF is not UTF-8 here"]);
    }

    #[test]
    fn a_byte_order_mark_and_other_line_breaks_are_fine() {
        check(
            "\u{feff}x-events:\r\n- {}\r\n",
            &[
                "2:3 TD102 this event has no `name`",
                "2:3 TD102 this event has no `message`",
                "2:3 TD102 this event has no `event_type`",
                "2:3 TD102 this event has no `severity`",
                "2:3 TD102 this event has no `properties`",
            ],
        );
        check("\u{feff}x-events: []\r\n", &[]);
    }
}
