use crate::check::Checked;
use crate::source::Sources;

/// Findings as one JSON document.
pub fn json(_sources: &Sources, _checked: &Checked) -> String {
    String::new()
}
