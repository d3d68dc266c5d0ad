//! Findings as SARIF 2.1.0, the OASIS standard for results of static analysis.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::json::escape_json;
use crate::diagnostic::{Diagnostic, Fix, Label, Level};
use crate::rules::{self, Rule};
use crate::source::{FileId, Sources, Span};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Findings as a SARIF log, without a line break at its end. It has the rules that found something, with their
/// documentation, other places as related locations, and fixes.
///
/// ```
/// use tidings_catalog::{Sources, check, render};
///
/// let sources = Sources::single("my events.yaml", "x-events: 1\n");
/// let log = render::sarif(&sources, &check(&sources).diagnostics);
/// let log: serde_json::Value = serde_json::from_str(&log).expect("it is JSON");
/// let result = &log["runs"][0]["results"][0];
/// assert_eq!(result["ruleId"], "TD101");
/// let place = &result["locations"][0]["physicalLocation"];
/// assert_eq!(place["artifactLocation"]["uri"], "my%20events.yaml");
/// assert_eq!(place["region"]["startColumn"], 11);
/// ```
pub fn sarif(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let rules = rules_of(diagnostics);
    let results = diagnostics
        .iter()
        .map(|diagnostic| result(sources, diagnostic, &rules));
    let driver = json!({
        "name": "tidings",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules.values().map(|(_, rule)| descriptor(rule)).collect::<Vec<_>>(),
    });
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "results": results.collect::<Vec<_>>(),
        }],
    });
    escape_json(log.to_string())
}

/// By their code, with their place in the log.
type Rules = BTreeMap<&'static str, (usize, &'static Rule)>;

fn rules_of(diagnostics: &[Diagnostic]) -> Rules {
    let found = diagnostics
        .iter()
        .filter_map(|diagnostic| rules::find(diagnostic.code));
    let mut rules: Rules = found.map(|rule| (rule.code, (0, rule))).collect();
    for (index, (place, _)) in rules.values_mut().enumerate() {
        *place = index;
    }
    rules
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": literal(rule.summary) },
        "help": { "text": literal(rule.docs.trim()), "markdown": literal(rule.docs.trim()) },
        "defaultConfiguration": { "level": level(rule.level) },
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

fn result(sources: &Sources, diagnostic: &Diagnostic, rules: &Rules) -> Value {
    let message = match &diagnostic.help {
        Some(help) => format!("{} (help: {help})", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": level(diagnostic.level),
        "message": { "text": literal(&message) },
        "locations": [{ "physicalLocation": place(sources, diagnostic.span) }],
    });
    if let Some((index, _)) = rules.get(diagnostic.code) {
        result["ruleIndex"] = (*index).into();
    }
    if !diagnostic.labels.is_empty() {
        let related = diagnostic
            .labels
            .iter()
            .map(|label| related(sources, label));
        result["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &diagnostic.fix {
        result["fixes"] = json!([fix_of(sources, fix)]);
    }
    result
}

fn related(sources: &Sources, label: &Label) -> Value {
    json!({
        "physicalLocation": place(sources, label.span),
        "message": { "text": literal(&label.message) },
    })
}

fn fix_of(sources: &Sources, fix: &Fix) -> Value {
    let mut by_file: BTreeMap<FileId, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        let replacement = json!({
            "deletedRegion": region(sources, edit.span),
            "insertedContent": { "text": edit.text },
        });
        by_file.entry(edit.span.file).or_default().push(replacement);
    }
    let changes = by_file.into_iter().map(|(file, replacements)| {
        json!({
            "artifactLocation": { "uri": uri(sources.name(file)) },
            "replacements": replacements,
        })
    });
    json!({
        "description": { "text": literal(&fix.message) },
        "artifactChanges": changes.collect::<Vec<_>>(),
    })
}

fn place(sources: &Sources, span: Span) -> Value {
    json!({
        "artifactLocation": { "uri": uri(sources.name(span.file)) },
        "region": region(sources, span),
    })
}

fn region(sources: &Sources, span: Span) -> Value {
    let start = sources.position(span.file, span.start as usize);
    let end = sources.position(span.file, span.end as usize);
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// Text in which nothing is a placeholder or a link (sections 3.11.5 and 3.11.6 of the standard).
fn literal(text: &str) -> String {
    let text = text.replace('{', "{{").replace('}', "}}");
    text.replace("](", "\\](")
}

/// What stands for itself in a segment of a path (RFC 3986).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path as a reference: relative ones stay so.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let segments = path.split('/');
    let segments: Vec<String> = segments
        .map(|segment| utf8_percent_encode(segment, SEGMENT).to_string())
        .collect();
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        for (path, reference) in [
            ("events.yaml", "events.yaml"),
            (
                "../my events/höst:1.yaml",
                "../my%20events/h%C3%B6st%3A1.yaml",
            ),
            ("/srv/a%b.yaml", "file:///srv/a%25b.yaml"),
            ("events\\hosts.yaml", "events/hosts.yaml"),
            ("<stdin>", "%3Cstdin%3E"),
        ] {
            assert_eq!(uri(path), reference);
        }
    }

    #[test]
    fn nothing_in_a_message_is_a_placeholder_or_a_link() {
        assert_eq!(
            literal("`{0}` in [allow](x), [a]"),
            "`{{0}}` in [allow\\](x), [a]"
        );
    }
}
