//! The one way in which rules are tested: a catalog, and every finding that it gives.

use std::sync::LazyLock;

use crate::check::Checked;
use crate::config::{TargetKind, read_config};
use crate::diagnostic::{Diagnostic, Level};
use crate::findings::Findings;
use crate::read::Reader;
use crate::source::{FileId, Sources};
use crate::suggest::Suggestions;
use crate::yaml::{self, Parsed};

/// Checks a catalog and compares its findings, each as `line:column code message`.
#[track_caller]
pub(crate) fn check(catalog: impl AsRef<[u8]>, expected: &[&str]) {
    let sources = Sources::single("events.yaml", catalog.as_ref());
    compare(&sources, &check_sources(&sources).diagnostics, expected);
}

/// The same of a catalog of several files, whose names are `1.yaml`, `2.yaml`, and so on. The findings have them before
/// the line.
#[track_caller]
pub(crate) fn check_files(files: &[&str], expected: &[&str]) {
    let mut sources = Sources::default();
    for (number, text) in (1..).zip(files) {
        sources.add(format!("{number}.yaml"), *text);
    }
    compare(&sources, &check_sources(&sources).diagnostics, expected);
}

/// Fixes a catalog and compares what became of it; fixing that changes nothing.
#[track_caller]
pub(crate) fn check_fix(before: impl AsRef<str>, after: impl AsRef<str>) {
    let (before, after) = (before.as_ref(), after.as_ref());
    let fixed = |text: &str| {
        let sources = Sources::single("events.yaml", text);
        let fixed = crate::fix(&sources, &crate::CheckOptions::default());
        let bytes = fixed.sources.bytes(FileId::default()).to_vec();
        let changed = bytes != text.as_bytes();
        assert_eq!(changed, !fixed.counts.is_empty(), "{text}");
        assert!(fixed.checked.errors() <= crate::check(&sources).errors());
        String::from_utf8(bytes).unwrap()
    };
    assert_eq!(fixed(before), after, "{before}");
    assert_eq!(fixed(after), after);
}

/// Nothing in it is fixed.
#[track_caller]
pub(crate) fn check_no_fix(catalog: impl AsRef<str>) {
    check_fix(catalog.as_ref(), catalog.as_ref());
}

/// What holds for every catalog.
fn check_sources(sources: &Sources) -> Checked {
    let checked = crate::check(sources);
    let errors = checked
        .diagnostics
        .iter()
        .any(|finding| finding.level == Level::Error);
    assert_eq!(
        checked.catalog.is_none(),
        errors,
        "there is a catalog exactly when there is no error"
    );
    for file in sources.files() {
        check_schema(sources, file, &checked.diagnostics);
    }
    checked
}

/// The rules that the schema has, too.
const SHAPE: [&str; 6] = [
    "wrong-kind",
    "missing-key",
    "unknown-key",
    "unknown-severity",
    "unknown-property-type",
    "unknown-category",
];

/// The schema accepts a file that has no errors, and refuses one whose shape is wrong.
fn check_schema(sources: &Sources, file: FileId, findings: &[Diagnostic]) {
    static VALIDATOR: LazyLock<jsonschema::Validator> =
        LazyLock::new(|| jsonschema::validator_for(&crate::schema()).expect("the schema is one"));
    let Some(value) = json(file, sources.bytes(file)) else {
        return;
    };
    let mut of_file = findings.iter().filter(|finding| finding.span.file == file);
    let is_accepted = VALIDATOR.is_valid(&value);
    if of_file.clone().all(|finding| finding.level != Level::Error) {
        let wrong = VALIDATOR.iter_errors(&value).map(|error| error.to_string());
        let wrong: Vec<String> = wrong.collect();
        assert!(is_accepted, "{value:#}\n{wrong:#?}");
    }
    if of_file.any(|finding| SHAPE.contains(&finding.rule)) {
        assert!(!is_accepted, "the schema accepts {value:#}");
    }
}

/// The file as JSON; none when not all of it can be.
fn json(file: FileId, bytes: &[u8]) -> Option<serde_json::Value> {
    let mut findings = Findings::default();
    let text = str::from_utf8(bytes).ok()?;
    let Parsed::Document(root) = yaml::parse(file, text, &mut findings) else {
        return None;
    };
    let value = Reader::new(text, &mut findings, &Suggestions::default()).json(&root);
    value.filter(|_| !findings.has_errors())
}

/// Reads a `tidings.toml` and compares its findings.
#[track_caller]
pub(crate) fn check_config(text: impl AsRef<[u8]>, expected: &[&str]) {
    let kinds = [
        ("rust", &[][..]),
        ("go", &["package"]),
        ("json-schema", &[]),
    ];
    let kinds = kinds.map(|(name, settings)| TargetKind { name, settings });
    let sources = Sources::single("tidings.toml", text.as_ref());
    let read = read_config(&sources, FileId::default(), &kinds);
    compare(&sources, &read.diagnostics, expected);
    assert_eq!(read.config.is_some(), expected.is_empty());
}

#[track_caller]
fn compare(sources: &Sources, findings: &[Diagnostic], expected: &[&str]) {
    let text = String::from_utf8_lossy(sources.bytes(FileId::default()));
    let shown: Vec<String> = findings
        .iter()
        .map(|finding| {
            let start = sources.position(finding.span.file, finding.span.start as usize);
            let file = match sources.files().len() {
                1 => String::new(),
                _ => format!("{}:", sources.name(finding.span.file)),
            };
            format!(
                "{file}{}:{} {} {}",
                start.line, start.column, finding.code, finding.message
            )
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
    for finding in findings.iter().filter(|finding| finding.fix.is_some()) {
        let rule = crate::rules::find(finding.rule);
        assert!(rule.is_some_and(|rule| rule.fixable), "{}", finding.rule);
    }
    assert!(
        findings.iter().all(|finding| finding.help.is_some()),
        "every finding says how to mend it"
    );
}

/// A catalog of one event with these keys, which begin in line 2, column 3, and whatever else an
/// event needs.
pub(crate) fn event(keys: &str) -> String {
    let needed = [
        ("name", "host_bound"),
        ("message", "Host was bound"),
        ("event_type", "host"),
        ("severity", "info"),
        ("properties", "{ host_id: UUID, infra_env_id: UUID }"),
    ];
    let mut lines: Vec<String> = keys.lines().map(str::to_owned).collect();
    for (key, value) in needed {
        if !keys
            .lines()
            .any(|line| line.starts_with(&format!("{key}:")))
        {
            lines.push(format!("{key}: {value}"));
        }
    }
    format!("x-events:\n- {}\n", lines.join("\n  "))
}

/// `properties` of a host event, with these besides.
pub(crate) fn properties(more: &str) -> String {
    event(&format!(
        "properties: {{ host_id: UUID, infra_env_id: UUID, {more} }}"
    ))
}
