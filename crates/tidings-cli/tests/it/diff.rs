mod history;

use std::process::Command;

use insta::assert_snapshot;

use crate::sandbox::{CATALOG, Sandbox};

/// A repository whose first commit, `v1`, has the catalog, beside changes to it that are not committed.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("api/events.yaml", CATALOG);
    git(&sandbox, "init --quiet --initial-branch main");
    commit(&sandbox, "first");
    git(&sandbox, "tag v1");
    sandbox.write("api/events.yaml", &changed());
    sandbox
}

/// Breaks clients and messages.
fn changed() -> String {
    let louder = CATALOG.replace("severity: error", "severity: critical");
    louder.replace("failed to bind", "cannot bind")
}

pub fn commit(sandbox: &Sandbox, message: &str) {
    git(sandbox, "add --all");
    git(sandbox, &format!("commit --quiet --message {message}"));
}

/// A command in which nobody's settings matter.
pub fn git(sandbox: &Sandbox, words: &str) {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=Tester",
            "-c",
            "user.email=tester@example.com",
        ])
        .args(words.split_whitespace())
        .current_dir(sandbox.path())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "git {words}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[track_caller]
fn refused(sandbox: &Sandbox, words: &str, told: &str) {
    let output = sandbox.run(words);
    assert!(
        output.starts_with("exit 2\n") && output.contains(told),
        "{words}\n{output}"
    );
}

#[test]
fn files_are_compared() {
    let sandbox = Sandbox::new();
    sandbox.write("old.yaml", CATALOG);
    sandbox.write("new.yaml", &changed());
    for format in ["human", "json", "markdown", "github"] {
        let shown = sandbox.run(&format!("diff old.yaml new.yaml --format {format}"));
        assert_snapshot!(format!("diff_{format}"), shown);
    }
    assert_snapshot!("diff_of_nothing", sandbox.run("diff old.yaml old.yaml"));
}

#[test]
fn a_class_fails_with_the_graver_ones() {
    let sandbox = Sandbox::new();
    sandbox.write("old.yaml", CATALOG);
    let edits = [
        (
            "source",
            "sync_ms: float64",
            "sync_ms: float64\n    disks: integer",
        ),
        ("clients", "severity: error", "severity: info"),
        ("message", "failed to bind", "cannot bind"),
        (
            "compatible",
            "category: metrics",
            "category: metrics\n  description: d",
        ),
    ];
    let failing = |class: &str| -> Vec<&str> {
        let fails = |(_, from, to): &&(&str, &str, &str)| {
            sandbox.write("new.yaml", &CATALOG.replace(from, to));
            let output = sandbox.run(&format!("diff old.yaml new.yaml --fail-on {class}"));
            output.starts_with("exit 1\n")
        };
        edits.iter().filter(fails).map(|edit| edit.0).collect()
    };
    assert_eq!(failing("source"), ["source"]);
    assert_eq!(failing("clients"), ["source", "clients"]);
    assert_eq!(failing("message"), ["source", "clients", "message"]);
    assert_eq!(failing("none"), [""; 0]);
}

#[test]
fn a_revision_is_compared_with_the_working_tree() {
    let sandbox = repository();
    let output = sandbox.run("diff git:v1 api/events.yaml");
    assert!(output.starts_with("exit 1\n"), "{output}");
    assert!(
        output.contains("was: git:v1:api/events.yaml:5:13"),
        "{output}"
    );
    let same = output.replace("git:v1:", "git:HEAD:");
    assert_eq!(
        sandbox.run("diff git:HEAD:api/events.yaml api/events.yaml"),
        same
    );
    assert_eq!(
        sandbox.run("diff git:HEAD:./api//events.yaml api/events.yaml"),
        same
    );
    commit(&sandbox, "second");
    let both = sandbox.run("diff git:HEAD~1:api/events.yaml git:HEAD");
    assert!(
        both.contains("git:HEAD:api/events.yaml:5:13: severity-changed"),
        "{both}"
    );
    assert!(
        both.contains("was: git:HEAD~1:api/events.yaml:5:13"),
        "{both}"
    );
}

#[test]
fn a_folder_in_a_revision_is_a_catalog() {
    let sandbox = repository();
    sandbox.write("api/more.yml", "x-events: []\n");
    sandbox.write("api/note.txt", "no catalog");
    commit(&sandbox, "second");
    sandbox.write("api/more.yml", "x-events:\n- {name: a_failed, message: m, event_type: cluster, severity: info, properties: {cluster_id: UUID}}\n");
    let output = sandbox.run("diff git:HEAD api");
    assert!(output.starts_with("exit 0\n"), "{output}");
    assert!(
        output.contains("api/more.yml:2:10: event-added (compatible)"),
        "{output}"
    );
    let output = sandbox.run("diff git:v1 api");
    assert!(output.contains("severity-changed"), "{output}");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let sandbox = repository();
    refused(
        &sandbox,
        "diff git:v2 api/events.yaml",
        "there is no revision `v2`",
    );
    refused(
        &sandbox,
        "diff git:--all api/events.yaml",
        "`--all` is no revision",
    );
    refused(&sandbox, "diff git: api/events.yaml", "names no revision");
    refused(
        &sandbox,
        "diff git:v1:other.yaml api/events.yaml",
        "there is no `other.yaml` in the revision `v1`",
    );
    refused(
        &sandbox,
        "diff git:v1:*/events.yaml api/events.yaml",
        "there is no `*/events.yaml`",
    );
    refused(
        &sandbox,
        "diff git:v1:../events.yaml api/events.yaml",
        "leads out of it",
    );
    refused(
        &sandbox,
        "diff git:v1 git:v1",
        "there is no `events.yaml` in the revision `v1`",
    );
    refused(
        &sandbox,
        "diff git:v1 absent.yaml",
        "cannot find `absent.yaml`",
    );
    refused(&sandbox, "diff api/events.yaml", "name two catalogs");
    refused(
        &sandbox,
        "diff --against-all git:x* api/events.yaml",
        "no tag matches `git:x*`",
    );
    refused(
        &sandbox,
        "diff --against-all v* api/events.yaml",
        "names no tags",
    );
    let elsewhere = Sandbox::new();
    elsewhere.write("events.yaml", CATALOG);
    refused(
        &elsewhere,
        "diff git:main events.yaml",
        "is in no git repository",
    );
    let mut command = elsewhere.command("diff git:main events.yaml");
    let output = command.env("PATH", "/nowhere").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("there is no `git` on the path"), "{said}");
}

#[test]
fn a_base_with_errors_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("old.yaml", "x-events: 1\n");
    sandbox.write("new.yaml", CATALOG);
    let output = sandbox.run("diff old.yaml new.yaml");
    assert!(output.starts_with("exit 1\n"), "{output}");
    assert!(output.contains("old.yaml:1:11"), "{output}");
    assert!(output.contains("BASE, `old.yaml`, has errors"), "{output}");
}

#[test]
fn a_catalog_is_compared_with_every_release() {
    let sandbox = repository();
    // Each step from one release to the next can pass, and both together not.
    for (tag, severity) in [("v2", "warning"), ("w3", "info"), ("v4", "error")] {
        sandbox.write(
            "api/events.yaml",
            &CATALOG.replace("severity: error", &format!("severity: {severity}")),
        );
        sandbox.write("count", tag);
        commit(&sandbox, tag);
        git(&sandbox, &format!("tag {tag}"));
    }
    // From before there was a catalog.
    git(&sandbox, "checkout --quiet --orphan empty");
    git(&sandbox, "rm -r --quiet --cached .");
    git(&sandbox, "commit --quiet --allow-empty --message before");
    git(&sandbox, "tag v0");
    git(&sandbox, "checkout --quiet --force main");
    // Not a release.
    git(&sandbox, "branch v5 v2");
    let output = sandbox.run("diff --against-all git:v* api/events.yaml");
    assert!(output.starts_with("exit 1\n"), "{output}");
    let against: Vec<&str> = output
        .lines()
        .filter(|line| line.starts_with("against "))
        .collect();
    assert_eq!(against, ["against v1:", "against v2:", "against v4:"]);
    let left_out = "v0 is left out: it has no `api/events.yaml`";
    assert!(output.contains(left_out), "{output}");
    refused(
        &sandbox,
        "diff --against-all git:v0 api/events.yaml",
        "no tag that matches has the catalog",
    );
    assert!(output.contains("1 change: 0 source, 1 clients"), "{output}");
    let json = sandbox
        .command("diff --against-all git:v* api/events.yaml --format json")
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["changes"][0]["against"], "v2");
    assert_eq!(
        json["changes"][0]["base"]["file"],
        "git:refs/tags/v2:api/events.yaml"
    );
}
