use std::fs;

use crate::sandbox::{CATALOG, Sandbox};

const TO_FILE: &str = "generate events.yaml --target rust --out src/events.rs";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    sandbox
}

#[test]
fn a_file_is_written_whole_and_not_again() {
    let sandbox = sandbox();
    sandbox.stdout(TO_FILE);
    let text = sandbox.read("src/events.rs");
    assert!(text.contains("pub struct HostBindFailed {"), "{text}");
    let path = sandbox.path().join("src/events.rs");
    let written = || fs::metadata(&path).unwrap().modified().unwrap();
    let first = written();
    sandbox.stdout(TO_FILE);
    assert_eq!(written(), first);
    let left: Vec<_> = fs::read_dir(sandbox.path().join("src")).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary file stays");
}

#[test]
fn a_folder_gets_a_file_named_after_the_catalog() {
    let sandbox = sandbox();
    sandbox.stdout("generate --target rust --out generated");
    assert!(
        sandbox
            .read("generated/events.rs")
            .contains("HostBindFailed")
    );
}

#[test]
fn check_tells_what_differs_and_writes_nothing() {
    let sandbox = sandbox();
    let check = format!("{TO_FILE} --check");
    let missing = sandbox.run(&check);
    assert!(
        missing.starts_with("exit 1\n") && missing.contains("src/events.rs is missing"),
        "{missing}"
    );
    sandbox.stdout(TO_FILE);
    assert!(sandbox.run(&check).starts_with("exit 0\n"));
    sandbox.write(
        "events.yaml",
        &CATALOG.replace("failed to bind", "cannot be bound"),
    );
    let before = sandbox.read("src/events.rs");
    let stale = sandbox.run(&check);
    assert!(
        stale.starts_with("exit 1\n") && stale.contains("out of date: line "),
        "{stale}"
    );
    assert_eq!(sandbox.read("src/events.rs"), before);
}

#[test]
fn nothing_is_written_from_a_catalog_with_errors() {
    let sandbox = sandbox();
    sandbox.write(
        "events.yaml",
        &CATALOG.replace("severity: error", "severity: fatal"),
    );
    let refused = sandbox.run(TO_FILE);
    assert!(
        refused.starts_with("exit 1\n") && refused.contains("fatal"),
        "{refused}"
    );
    assert!(!sandbox.path().join("src").exists());
}

#[test]
fn unknown_targets_and_settings_are_usage_errors() {
    let sandbox = sandbox();
    for (words, told) in [
        (
            "generate events.yaml --target cobol --out x",
            "no target `cobol`; there are rust",
        ),
        (
            "generate events.yaml --target rust --out x.rs --set a=b",
            "no setting `a`",
        ),
        (
            "generate events.yaml --target rust --out x.rs --set a",
            "a setting is KEY=VALUE",
        ),
        ("generate events.yaml --target rust", "--out"),
    ] {
        let output = sandbox.run(words);
        assert!(
            output.starts_with("exit 2\n") && output.contains(told),
            "{words}\n{output}"
        );
    }
}
