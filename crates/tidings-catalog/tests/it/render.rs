//! Findings in every format.

use tidings_catalog::render::{HumanOptions, JunitOptions, github, human, json, junit, sarif};
use tidings_catalog::{Checked, Sources, check};

const PLAIN: HumanOptions = HumanOptions {
    color: false,
    max_findings: 0,
};

fn checked(text: impl Into<Vec<u8>>) -> (Sources, Checked) {
    let sources = Sources::single("events.yaml", text);
    let checked = check(&sources);
    (sources, checked)
}

#[test]
fn a_catalog_with_much_wrong() {
    let (sources, checked) = checked(include_str!("cases/much_wrong.yaml"));
    insta::assert_snapshot!(
        "much_wrong_human",
        human(&sources, &checked.diagnostics, &PLAIN)
    );
    insta::assert_snapshot!("much_wrong_github", github(&sources, &checked.diagnostics));
    insta::assert_snapshot!(
        "much_wrong_junit",
        junit(&sources, &checked.diagnostics, JunitOptions::default())
    );
    let log: serde_json::Value =
        serde_json::from_str(&sarif(&sources, &checked.diagnostics)).unwrap();
    insta::assert_snapshot!(
        "much_wrong_sarif",
        serde_json::to_string_pretty(&log).unwrap()
    );
    let value: serde_json::Value = serde_json::from_str(&json(&sources, &checked)).unwrap();
    insta::assert_snapshot!(
        "much_wrong_json",
        serde_json::to_string_pretty(&value).unwrap()
    );
}

#[test]
fn hostile_text_is_escaped_for_where_it_goes() {
    let text = "x-events:\n- name: \"a\\e[31m,%b:\\u202e\"\n  message: |\n   \u{202e}{nothing}\n  properties: {}\n";
    let (sources, checked) = checked(text);
    insta::assert_snapshot!(
        "hostile_human",
        human(&sources, &checked.diagnostics, &PLAIN)
    );
    insta::assert_snapshot!("hostile_github", github(&sources, &checked.diagnostics));
    let json = json(&sources, &checked);
    assert!(json.is_ascii(), "{json}");
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
}

#[test]
fn file_names_are_escaped_too() {
    let sources = Sources::single("a,b:\u{1b}[1m%.yaml", "");
    let diagnostics = check(&sources).diagnostics;
    insta::assert_snapshot!("file_name_human", human(&sources, &diagnostics, &PLAIN));
    insta::assert_snapshot!("file_name_github", github(&sources, &diagnostics));
}

#[test]
fn colour_only_where_asked_for() {
    let (sources, checked) = checked("x-events: 1\n");
    let colored = human(
        &sources,
        &checked.diagnostics,
        &HumanOptions {
            color: true,
            max_findings: 0,
        },
    );
    assert!(colored.contains("\u{1b}["), "{colored}");
    assert!(!human(&sources, &checked.diagnostics, &PLAIN).contains('\u{1b}'));
}

#[test]
fn a_long_line_is_cut_around_the_finding() {
    let text = format!(
        "x-events: [{}!tag {}]\n",
        "é, ".repeat(10_000),
        "x, ".repeat(10_000)
    );
    let (sources, checked) = checked(text);
    let tags: Vec<_> = checked
        .diagnostics
        .iter()
        .filter(|finding| finding.rule == "yaml-tag")
        .cloned()
        .collect();
    let shown = human(&sources, &tags, &PLAIN);
    assert!(shown.len() < 2_000, "{shown}");
    insta::assert_snapshot!("long_line_human", shown);
}

#[test]
fn too_many_findings_are_counted_and_errors_come_first() {
    let warning = "- { name: a_b, message: M, event_type: cluster, severity: info, properties: { cluster_id: UUID } }\n";
    let warnings: String = (0..5)
        .map(|n| {
            warning
                .replace("a_b", &format!("a_b{n}"))
                .replace('M', &n.to_string().repeat(3).replace(char::is_numeric, "n"))
        })
        .collect();
    let (sources, checked) = checked(format!("x-events:\n{warnings}- 1\n"));
    let options = HumanOptions {
        max_findings: 2,
        ..PLAIN
    };
    insta::assert_snapshot!(
        "most_human",
        human(&sources, &checked.diagnostics, &options)
    );
}

#[test]
fn bytes_that_are_no_text_are_shown() {
    let (sources, checked) = checked(b"x-events: []\n# caf\xe9 au lait\n".as_slice());
    insta::assert_snapshot!(
        "not_utf_8_human",
        human(&sources, &checked.diagnostics, &PLAIN)
    );
}
