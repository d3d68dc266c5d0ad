//! Findings as a JUnit report, which most CI systems show as tests.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::escape::escape_terminal;
use crate::diagnostic::{Diagnostic, Level};
use crate::source::{FileId, Sources};

/// How findings become tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct JunitOptions {
    /// Whether a warning fails its test; it is only told otherwise.
    pub deny_warnings: bool,
}

/// Findings as a JUnit report: a suite for each file, and in it a test for each rule that found something there, so that
/// the names of tests stay the same from run to run. A file without findings has one test, which passes.
///
/// ```
/// use tidings_catalog::render::{JunitOptions, junit};
/// use tidings_catalog::{Sources, check};
///
/// let sources = Sources::single("events.yaml", "x-events: 1\n");
/// let report = junit(&sources, &check(&sources).diagnostics, JunitOptions::default());
/// assert!(report.contains(r#"<testcase classname="events.yaml" name="TD101 wrong-kind" file="events.yaml" line="1""#));
/// ```
pub fn junit(sources: &Sources, diagnostics: &[Diagnostic], options: JunitOptions) -> String {
    let mut found: BTreeMap<(FileId, &str), Test<'_>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let key = (diagnostic.span.file, diagnostic.code);
        found.entry(key).or_default().add(diagnostic, options);
    }
    let suites: Vec<Suite> = sources
        .files()
        .map(|file| {
            let tests = found
                .range((file, "")..)
                .take_while(|((of, _), _)| *of == file);
            Suite::of(sources, file, tests.map(|(_, test)| test))
        })
        .collect();
    let (tests, failures) = suites.iter().fold((0, 0), |(tests, failures), suite| {
        (tests + suite.tests, failures + suite.failures)
    });
    let suites: String = suites.iter().map(|suite| suite.text.as_str()).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"tidings check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n\
         {suites}</testsuites>\n"
    )
}

/// The findings of one rule in one file.
#[derive(Default)]
struct Test<'d> {
    findings: Vec<&'d Diagnostic>,
    fails: bool,
}

impl<'d> Test<'d> {
    fn add(&mut self, diagnostic: &'d Diagnostic, options: JunitOptions) {
        self.fails |= diagnostic.level == Level::Error || options.deny_warnings;
        self.findings.push(diagnostic);
    }
}

struct Suite {
    tests: usize,
    failures: usize,
    text: String,
}

impl Suite {
    fn of<'t>(sources: &Sources, file: FileId, found: impl Iterator<Item = &'t Test<'t>>) -> Self {
        let name = escape(sources.name(file));
        let (mut tests, mut failures, mut cases) = (0, 0, String::new());
        for test in found {
            tests += 1;
            failures += usize::from(test.fails);
            push_case(&mut cases, sources, &name, test);
        }
        if tests == 0 {
            tests = 1;
            writeln!(
                cases,
                "    <testcase classname=\"{name}\" name=\"tidings check\" file=\"{name}\"/>"
            )
            .expect(WRITING);
        }
        let text = format!(
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">\n\
             {cases}  </testsuite>\n"
        );
        Self {
            tests,
            failures,
            text,
        }
    }
}

const WRITING: &str = "writing to a String does not fail";

fn push_case(cases: &mut String, sources: &Sources, file: &str, test: &Test<'_>) {
    let Some(first) = test.findings.first() else {
        return;
    };
    let line = sources
        .position(first.span.file, first.span.start as usize)
        .line;
    let all: String = test
        .findings
        .iter()
        .map(|finding| told(sources, finding))
        .collect();
    writeln!(
        cases,
        "    <testcase classname=\"{file}\" name=\"{} {}\" file=\"{file}\" line=\"{line}\">",
        first.code, first.rule
    )
    .expect(WRITING);
    if test.fails {
        let more = match test.findings.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        writeln!(
            cases,
            "      <failure type=\"{}\" message=\"{}{more}\">{all}</failure>",
            level(first),
            escape(&first.message)
        )
        .expect(WRITING);
    } else {
        writeln!(cases, "      <system-out>{all}</system-out>").expect(WRITING);
    }
    cases.push_str("    </testcase>\n");
}

/// A finding and its help, on a line each.
fn told(sources: &Sources, finding: &Diagnostic) -> String {
    let at = sources.position(finding.span.file, finding.span.start as usize);
    let mut text = format!(
        "{}:{}:{}: {}: {}\n",
        escape(sources.name(finding.span.file)),
        at.line,
        at.column,
        level(finding),
        escape(&finding.message)
    );
    if let Some(help) = &finding.help {
        writeln!(text, "  help: {}", escape(help)).expect(WRITING);
    }
    text
}

fn level(finding: &Diagnostic) -> &'static str {
    match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

/// Text for XML: what would be markup becomes references; what XML 1.0 forbids even as such, visible, as on a terminal.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in escape_terminal(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {
                write!(escaped, "\\u{{{:x}}}", u32::from(character)).expect(WRITING);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_visible() {
        for (text, escaped) in [
            (
                "a < b & \"c\" > 'd'",
                "a &lt; b &amp; &quot;c&quot; &gt; 'd'",
            ),
            ("]]>", "]]&gt;"),
            ("\u{0}\u{b}\u{1b}\r\n", "\\u{0}\\u{b}\\u{1b}\\r\\n"),
            ("\u{ffff}x\u{202e}é", "\\u{ffff}x\\u{202e}é"),
        ] {
            assert_eq!(escape(text), escaped);
        }
    }
}
