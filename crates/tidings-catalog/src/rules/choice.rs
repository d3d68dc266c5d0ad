//! What the rules about words of a fixed list share.

use super::Rule;
use crate::context::Context;
use crate::declared::Text;
use crate::findings::{Findings, choices, quoted};

/// Reports each word that is none of `names` as an unknown `what`.
pub(super) fn check<'w>(
    rule: &'static Rule,
    what: &str,
    names: &[&'static str],
    words: impl Iterator<Item = &'w Text<'w>>,
    context: &Context<'_, '_>,
    findings: &mut Findings,
) {
    for word in words.filter(|word| !names.contains(&&*word.value)) {
        let help = context
            .suggestions
            .did_you_mean(word, names.iter().copied())
            .unwrap_or_else(|| format!("use {}", choices(names)));
        let message = format!("unknown {what} {}", quoted(word));
        findings.report(rule, word.span, message).with_help(help);
    }
}
