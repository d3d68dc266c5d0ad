//! `tidings.toml`, and what it changes.

use tidings_catalog::config::{Config, TargetKind, read_config};
use tidings_catalog::names::Language;
use tidings_catalog::{FileId, Level, Sources, check, check_with};

const KINDS: &[TargetKind] = &[
    TargetKind {
        name: "rust",
        settings: &[],
    },
    TargetKind {
        name: "go",
        settings: &["package"],
    },
    TargetKind {
        name: "markdown",
        settings: &["split"],
    },
];

fn config(text: &str) -> Config {
    let sources = Sources::single("tidings.toml", text);
    let read = read_config(&sources, FileId::default(), KINDS);
    read.config.expect("no error in it")
}

/// The findings of a catalog of one event, whose name is in no past tense, under these levels.
fn levels(rules: &str, event: &str) -> Vec<(&'static str, Level)> {
    let catalog = format!(
        "x-events:\n- name: host_status\n  message: m\n  event_type: host\n  severity: info\n  \
         properties: {{ host_id: UUID, infra_env_id: UUID }}\n{event}"
    );
    let options = config(&format!("[rules]\n{rules}")).check_options();
    let checked = check_with(&Sources::single("events.yaml", catalog), &options);
    let found = checked.diagnostics.iter();
    found.map(|found| (found.rule, found.level)).collect()
}

#[test]
fn all_of_a_file_is_read() {
    let config = config(
        "catalog = \"events\"\n\n[[target]]\nkind = \"go\"\nout = \"a.go\"\npackage = \"a\"\n\n\
         [[target]]\nkind = \"markdown\"\nout = \"docs\"\nsplit = true\n",
    );
    assert_eq!(config.catalog[0].value, "events");
    let targets = config.targets.iter().map(|target| {
        let (name, value) = &target.settings[0];
        format!(
            "{} {} {name}={}",
            target.kind.value, target.out.value, value.value
        )
    });
    assert_eq!(
        targets.collect::<Vec<_>>(),
        ["go a.go package=a", "markdown docs split=true"]
    );
}

#[test]
fn rules_have_the_levels_that_they_are_given() {
    const TENSE: &str = "past-tense-name";
    assert_eq!(levels("", ""), [(TENSE, Level::Warning)]);
    assert_eq!(
        levels("past-tense-name = \"error\"", ""),
        [(TENSE, Level::Error)]
    );
    assert_eq!(levels("past-tense-name = \"off\"", ""), []);
    // An entry of `allow` is as needed as it is without the file.
    let allow = "  allow: [past-tense-name]\n";
    for level in ["off", "warning", "error"] {
        assert_eq!(levels(&format!("past-tense-name = \"{level}\""), allow), []);
    }
}

#[test]
fn an_error_by_level_leaves_no_catalog() {
    let catalog = "x-events:\n- { name: host_status, message: m, event_type: host, severity: info, \
                   properties: { host_id: UUID, infra_env_id: UUID } }\n";
    let sources = Sources::single("events.yaml", catalog);
    assert!(check(&sources).catalog.is_some());
    let options = config("[rules]\npast-tense-name = \"error\"\n").check_options();
    assert!(check_with(&sources, &options).catalog.is_none());
}

#[test]
fn the_languages_are_those_of_the_targets() {
    let languages = |text: &str| config(text).check_options().languages;
    assert_eq!(languages(""), Language::ALL);
    let target = |kind: &str| format!("[[target]]\nkind = \"{kind}\"\nout = \"{kind}\"\n");
    assert_eq!(languages(&target("go")), [Language::Go]);
    assert_eq!(languages(&target("markdown")), []);
}
