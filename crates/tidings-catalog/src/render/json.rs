//! Findings for programs.

use std::fmt::Write;

use serde::Serialize;

use super::escape::is_deceptive;
use crate::check::Checked;
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Level};
use crate::source::{Sources, Span};

/// Findings and their number as one JSON document, without a line break at its end. Lines and
/// columns count from 1, columns in characters, offsets in bytes.
///
/// ```
/// use tidings_catalog::{Sources, check, render};
///
/// let sources = Sources::single("events.yaml", "x-events: []\n");
/// let json = render::json(&sources, &check(&sources));
/// assert_eq!(json, r#"{"diagnostics":[],"summary":{"errors":0,"warnings":0,"events":0}}"#);
/// ```
pub fn json(sources: &Sources, checked: &Checked) -> String {
    let report = Report {
        diagnostics: checked
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic_json(sources, diagnostic))
            .collect(),
        summary: Summary {
            errors: checked.errors(),
            warnings: checked.warnings(),
            events: checked.events,
        },
    };
    escape_json(serde_json::to_string(&report).expect("texts and numbers always have a JSON form"))
}

#[derive(Serialize)]
struct Report<'a> {
    diagnostics: Vec<DiagnosticJson<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    events: usize,
}

#[derive(Serialize)]
struct DiagnosticJson<'a> {
    code: &'a str,
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    file: &'a str,
    span: SpanJson,
    labels: Vec<LabelJson<'a>>,
    help: Option<&'a str>,
    fix: Option<FixJson<'a>>,
}

#[derive(Serialize)]
struct LabelJson<'a> {
    file: &'a str,
    span: SpanJson,
    message: &'a str,
}

#[derive(Serialize)]
struct FixJson<'a> {
    message: &'a str,
    edits: Vec<EditJson<'a>>,
}

#[derive(Serialize)]
struct EditJson<'a> {
    file: &'a str,
    span: SpanJson,
    text: &'a str,
}

#[derive(Serialize)]
pub(crate) struct SpanJson {
    start: PositionJson,
    end: PositionJson,
}

#[derive(Serialize)]
struct PositionJson {
    line: usize,
    column: usize,
    offset: usize,
}

fn diagnostic_json<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> DiagnosticJson<'a> {
    DiagnosticJson {
        code: diagnostic.code,
        rule: diagnostic.rule,
        severity: match diagnostic.level {
            Level::Error => "error",
            Level::Warning => "warning",
        },
        message: &diagnostic.message,
        file: sources.name(diagnostic.span.file),
        span: span_json(sources, diagnostic.span),
        labels: diagnostic
            .labels
            .iter()
            .map(|label| label_json(sources, label))
            .collect(),
        help: diagnostic.help.as_deref(),
        fix: diagnostic.fix.as_ref().map(|fix| fix_json(sources, fix)),
    }
}

fn label_json<'a>(sources: &'a Sources, label: &'a Label) -> LabelJson<'a> {
    LabelJson {
        file: sources.name(label.span.file),
        span: span_json(sources, label.span),
        message: &label.message,
    }
}

fn fix_json<'a>(sources: &'a Sources, fix: &'a Fix) -> FixJson<'a> {
    FixJson {
        message: &fix.message,
        edits: fix
            .edits
            .iter()
            .map(|edit| edit_json(sources, edit))
            .collect(),
    }
}

fn edit_json<'a>(sources: &'a Sources, edit: &'a Edit) -> EditJson<'a> {
    EditJson {
        file: sources.name(edit.span.file),
        span: span_json(sources, edit.span),
        text: &edit.text,
    }
}

pub(crate) fn span_json(sources: &Sources, span: Span) -> SpanJson {
    let at = |offset: u32| {
        let position = sources.position(span.file, offset as usize);
        PositionJson {
            line: position.line,
            column: position.column,
            offset: offset as usize,
        }
    };
    SpanJson {
        start: at(span.start),
        end: at(span.end),
    }
}

/// JSON on one line, made safe for a terminal: JSON lets characters that a terminal would obey stand
/// in a text; written as escapes they say the same.
pub fn escape_json(json: String) -> String {
    if !json.contains(is_deceptive) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for character in json.chars() {
        if is_deceptive(character) {
            write!(escaped, "\\u{:04x}", u32::from(character))
                .expect("writing to a String does not fail");
        } else {
            escaped.push(character);
        }
    }
    escaped
}
