//! JUnit reports, as an XML parser reads them.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tidings_catalog::render::{JunitOptions, junit};
use tidings_catalog::{Sources, check};

/// The report's elements, as Python's parser has them.
fn parsed(report: &str) -> Value {
    const SCRIPT: &str = "
import json, sys, xml.etree.ElementTree as tree
def element(e): return [e.tag, e.attrib, (e.text or '').strip(), [element(child) for child in e]]
json.dump(element(tree.fromstring(sys.stdin.buffer.read())), sys.stdout)
";
    let mut python = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test needs Python; `cargo xtask setup` installs it");
    let mut stdin = python.stdin.take().unwrap();
    stdin.write_all(report.as_bytes()).unwrap();
    drop(stdin);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "{report}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn each_rule_that_found_something_in_a_file_is_a_test() {
    let mut sources = Sources::single("a<b>&\"\u{1b}.yaml", "x-events: 1\n");
    sources.add("clean.yaml", "x-events: []\n");
    let twice = "{ message: a, event_type: host, severity: fatal, properties: {} }";
    let hostile = twice.replace("message", r#"name: "\u0000\uFFFF]]>", message"#);
    let text = format!("x-events:\n- {twice}\n- {twice}\n- {hostile}\n");
    sources.add("wrong.yaml", text);
    let diagnostics = check(&sources).diagnostics;
    let report = parsed(&junit(&sources, &diagnostics, JunitOptions::default()));
    assert_eq!(report[0], "testsuites");
    assert_eq!(report[1]["tests"], "7", "{report:#}");
    assert_eq!(report[1]["failures"], "5");
    let suites = report[3].as_array().unwrap();
    assert_eq!(suites[0][1]["name"], "a<b>&\"\\u{1b}.yaml");
    let clean =
        json!({"name": "clean.yaml", "tests": "1", "failures": "0", "errors": "0", "skipped": "0"});
    assert_eq!(suites[1][1], clean);
    let severity = &suites[2][3].as_array().unwrap();
    let severity = severity
        .iter()
        .find(|case| case[1]["name"] == "TD302 unknown-severity");
    let failure = &severity.unwrap()[3][0];
    assert_eq!(
        failure[1]["message"],
        "unknown severity `fatal` (and 2 more)"
    );
    let text = failure[2].as_str().unwrap();
    assert!(
        text.starts_with("wrong.yaml:2:45: error: unknown severity `fatal`\n  help: "),
        "{text}"
    );
    assert!(text.contains("\nwrong.yaml:3:45: "), "{text}");
}

#[test]
fn warnings_fail_where_they_are_denied() {
    let event = "{ name: host_bind, message: a, event_type: cluster, severity: info, properties: { cluster_id: UUID } }";
    let sources = Sources::single("events.yaml", format!("x-events: [{event}]"));
    let diagnostics = check(&sources).diagnostics;
    assert_eq!(diagnostics.len(), 1);
    for (deny_warnings, failures, inside) in [(false, "0", "system-out"), (true, "1", "failure")] {
        let report = parsed(&junit(
            &sources,
            &diagnostics,
            JunitOptions { deny_warnings },
        ));
        assert_eq!(report[1]["failures"], failures);
        assert_eq!(report[3][0][3][0][3][0][0], inside);
    }
}
