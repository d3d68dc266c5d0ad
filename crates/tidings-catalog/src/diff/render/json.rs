//! Changes for programs.

use serde::Serialize;
use serde_json::Value;

use crate::diff::{Change, Comparison, Report, Summary};
use crate::render::{SpanJson, escape_json, span_json};
use crate::source::{Sources, Span};

/// Changes and how many there are of each class, as one JSON document, without a line break at its end. Places are as in the JSON
/// of findings. Where there are several comparisons, each change names its BASE as `against`.
pub fn json(report: &Report<'_>) -> String {
    let document = Document {
        changes: report
            .changes()
            .map(|(comparison, change)| change_json(report, comparison, change))
            .collect(),
        summary: report.summary(),
    };
    escape_json(
        serde_json::to_string(&document).expect("texts and numbers always have a JSON form"),
    )
}

#[derive(Serialize)]
struct Document<'a> {
    changes: Vec<ChangeJson<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    kind: &'a str,
    event: Option<&'a str>,
    property: Option<&'a str>,
    from: &'a Value,
    to: &'a Value,
    classes: Vec<&'a str>,
    base: Option<PlaceJson<'a>>,
    head: Option<PlaceJson<'a>>,
    message: &'a str,
    renamed_to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<&'a str>,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    file: &'a str,
    span: SpanJson,
}

fn change_json<'a>(
    report: &'a Report<'_>,
    comparison: &'a Comparison<'_>,
    change: &'a Change,
) -> ChangeJson<'a> {
    ChangeJson {
        kind: change.kind.name,
        event: change.event.as_deref(),
        property: change.property.as_deref(),
        from: &change.from,
        to: &change.to,
        classes: change.case.class_names().collect(),
        base: change.base.map(|span| place_json(comparison.base, span)),
        head: change.head.map(|span| place_json(report.head, span)),
        message: &change.message,
        renamed_to: change.renamed_to.as_deref(),
        against: comparison.against.as_deref(),
    }
}

fn place_json(sources: &Sources, span: Span) -> PlaceJson<'_> {
    PlaceJson {
        file: sources.name(span.file),
        span: span_json(sources, span),
    }
}
