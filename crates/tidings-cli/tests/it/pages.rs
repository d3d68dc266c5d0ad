//! Pages that are what a command prints; `cargo xtask gen` writes them.

use std::fs;
use std::path::Path;

use crate::sandbox::Sandbox;

fn check(page: &str, command: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(page);
    let committed = fs::read_to_string(path).unwrap();
    assert!(
        committed == Sandbox::new().stdout(command),
        "docs/{page} is stale; run `cargo xtask gen`"
    );
}

#[test]
fn pages_are_fresh() {
    check("rules.md", "rules --format markdown");
    check("severity.md", "explain severity");
}

#[test]
fn every_rule_is_explained() {
    let sandbox = Sandbox::new();
    let rules: serde_json::Value =
        serde_json::from_str(&sandbox.stdout("rules --format json")).unwrap();
    let rules = rules.as_array().unwrap();
    assert!(rules.len() > 30);
    for rule in rules {
        let (code, name) = (
            rule["code"].as_str().unwrap(),
            rule["rule"].as_str().unwrap(),
        );
        let explained = sandbox.stdout(&format!("explain {code}"));
        assert_eq!(explained, sandbox.stdout(&format!("explain {name}")));
        assert!(
            explained.starts_with(&format!("# {name} ({code}, ")),
            "{explained}"
        );
        assert!(explained.contains("## Example"), "{name} shows no example");
    }
    assert!(sandbox.run("explain TD999").starts_with("exit 2\n"));
}

#[test]
fn every_kind_of_change_is_explained() {
    let sandbox = Sandbox::new();
    let topics = sandbox.stdout("explain");
    let page = sandbox.stdout("explain changes");
    for kind in tidings_catalog::diff::kinds::all() {
        assert!(topics.contains(kind.name), "{topics}");
        let explained = sandbox.stdout(&format!("explain {}", kind.name));
        let (title, rest) = explained.split_once("\n\n").unwrap();
        assert_eq!(title, format!("# {}", kind.name));
        assert!(page.contains(rest), "{}", kind.name);
    }
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let script = Sandbox::new().stdout(&format!("completions {shell}"));
        assert!(
            script.contains("generate") && script.contains("deny-warnings"),
            "{shell}"
        );
    }
}
