//! What the parser could not read, in words for the author of a catalog.

use granit_parser::{ErrorKind, ScanError};

use super::Places;
use crate::findings::Findings;
use crate::rules::{deep_nesting, yaml_syntax};

pub(super) fn report(error: &ScanError, places: Places<'_>, findings: &mut Findings) {
    let span = places.character(place(error, places));
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        deep_nesting::report(span, findings);
        return;
    }
    let message = message(error.kind());
    let help = help(error.kind(), places, span.start as usize);
    yaml_syntax::report(span, message, help, findings);
}

/// Where it stopped, or the tab behind for which it did.
fn place(error: &ScanError, places: Places<'_>) -> usize {
    let offset = places.offset(*error.marker());
    let tab = if is_tab(error.kind()) {
        places.text[offset..].find('\t')
    } else {
        None
    };
    offset + tab.unwrap_or_default()
}

fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
    )
}

fn message(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::UnclosedQuotedScalar => "this quote is never closed".to_owned(),
        ErrorKind::UnclosedFlowCollection { open } => format!("this `{open}` is never closed"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            format!("`{open}` is closed by `{close}`")
        }
        ErrorKind::MisplacedFlowCollectionEnd => "this bracket closes nothing".to_owned(),
        ErrorKind::MappingValueNotAllowed => "a `key: value` pair cannot begin here".to_owned(),
        ErrorKind::ExpectedBlockMappingKey => {
            "expected a key of the mapping around this line".to_owned()
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            "expected a `- ` entry of the list around this line".to_owned()
        }
        ErrorKind::SimpleKeyExpected => "expected `: ` after this key".to_owned(),
        ErrorKind::InvalidIndentation => "this line is indented like nothing around it".to_owned(),
        ErrorKind::UnexpectedCharacter { character } => {
            format!("text cannot begin with `{}`", character.escape_default())
        }
        kind if is_tab(kind) => "a tab cannot stand here".to_owned(),
        ErrorKind::UnknownQuotedScalarEscape => {
            "unknown escape in a text in double quotes".to_owned()
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "unexpected text after the closing quote".to_owned()
        }
        ErrorKind::InvalidColonPlacement => "`:` cannot stand here, inside brackets".to_owned(),
        other => other.to_string(),
    }
}

fn help(kind: &ErrorKind, places: Places<'_>, offset: usize) -> &'static str {
    match kind {
        ErrorKind::MappingValueNotAllowed => {
            "indent it like the keys around it, or put text that contains `: ` in quotes"
        }
        ErrorKind::UnexpectedCharacter { .. } => "put the text in quotes",
        kind if is_tab(kind) => "use spaces",
        ErrorKind::UnknownQuotedScalarEscape => "write a backslash as `\\\\`, or use single quotes",
        ErrorKind::InvalidTrailingSingleQuotedScalar => "write a single quote inside as `''`",
        ErrorKind::InvalidTrailingDoubleQuotedScalar => "write a double quote inside as `\\\"`",
        ErrorKind::ExpectedBlockMappingKey if follows_brace(places.text, offset) => {
            "put text that begins with `{` in quotes"
        }
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockSequenceEntry => "indent it like its neighbours",
        ErrorKind::UnclosedQuotedScalar => "close it with the same quote",
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::MisplacedFlowCollectionEnd
        | ErrorKind::InvalidColonPlacement => {
            "close every bracket, and put text that begins with one in quotes"
        }
        _ => "check the indentation, and put text with special characters in quotes",
    }
}

/// Whether a `}` stands before `offset` on the same line, as in `message: {host} failed`.
fn follows_brace(text: &str, offset: usize) -> bool {
    let line = text[..offset]
        .rsplit(['\n', '\r'])
        .next()
        .unwrap_or_default();
    line.contains('}')
}
