//! Words in which changes are told.

use crate::findings::quoted;

/// A text of a catalog as code, which no text can end.
pub(super) fn code(text: &str) -> String {
    quoted(&text.replace('`', "'")).to_string()
}

/// What was, or is, there: as code, or that there is nothing.
pub(super) fn code_or_none(text: Option<&str>) -> String {
    text.map_or_else(|| "none".to_owned(), code)
}
