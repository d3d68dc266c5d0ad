//! What the rules about words of a fixed list share.

use super::Rule;
use crate::context::Context;
use crate::declared::Text;
use crate::findings::{Findings, choices, quoted};
use crate::suggest::Meant;

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
        let meant = context.suggestions.meant(word, names.iter().copied());
        let help = meant.map_or_else(|| format!("use {}", choices(names)), Meant::help);
        let message = format!("unknown {what} {}", quoted(word));
        let finding = findings.report(rule, word.span, message);
        finding
            .with_help(help)
            .with_respelling(context, word, meant);
    }
}
