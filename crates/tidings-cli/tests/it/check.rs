use insta::assert_snapshot;

use crate::sandbox::{CATALOG, Sandbox};

/// Two errors, one with a certain remedy, and a warning.
const WRONG: &str = r#"x-events:
- name: host_bind
  message: "Host {hostname}: failed"
  event_type: hst
  severity: error
  properties:
    host_id: UUID
    infra_env_id: UUID
    host_name: string
"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    sandbox.write("wrong.yaml", WRONG);
    sandbox
}

#[test]
fn findings_are_data_and_the_sum_is_not() {
    assert_snapshot!("check_human", sandbox().run("check wrong.yaml"));
    assert_snapshot!("check_clean", sandbox().run("check events.yaml"));
}

#[test]
fn github_gets_a_line_a_finding() {
    assert_snapshot!(
        "check_github",
        sandbox().run("check wrong.yaml --format github")
    );
}

#[test]
fn every_format_has_every_finding() {
    let sandbox = Sandbox::new();
    let entry = "- {name: disk_failed, severity: eror}\n";
    sandbox.write(
        "events.yaml",
        &("x-events:\n".to_owned() + &entry.repeat(150)),
    );
    for (format, finding) in [
        ("json", r#""code":"TD302""#),
        ("github", "title=TD302 "),
        ("sarif", r#""ruleId":"TD302""#),
        ("junit", ": error: unknown severity "),
    ] {
        let output = sandbox.run(&format!(
            "check events.yaml --format {format} --max-findings 3"
        ));
        assert!(output.starts_with("exit 1\n"), "{output}");
        assert_eq!(output.matches(finding).count(), 150, "{format}");
        assert!(output.ends_with('\n'), "{output}");
    }
}

#[test]
fn warnings_fail_only_when_denied() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "events.yaml",
        &CATALOG.replace("host_bind_failed", "host_bind_failure"),
    );
    assert!(sandbox.run("check events.yaml").starts_with("exit 0\n"));
    assert!(
        sandbox
            .run("check events.yaml --deny-warnings")
            .starts_with("exit 1\n")
    );
}

#[test]
fn people_are_shown_no_more_findings_than_they_ask_for() {
    let sandbox = Sandbox::new();
    let entry = |n: usize| {
        format!(
            "- {{name: disk_{n}_failed, message: m{n}, event_type: cluster, severity: eror, properties: {{cluster_id: UUID}}}}\n"
        )
    };
    sandbox.write(
        "events.yaml",
        &("x-events:\n".to_owned() + &(0..150).map(entry).collect::<String>()),
    );
    let shown = |flags: &str| {
        sandbox
            .run(&format!("check events.yaml {flags}"))
            .matches("error[")
            .count()
    };
    assert_eq!(shown(""), 100);
    assert_eq!(shown("--max-findings 3"), 3);
    assert_eq!(shown("--max-findings 0"), 150);
    let json = sandbox
        .command("check events.yaml --format json")
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 150);
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let sandbox = sandbox();
    let escape = |flags: &str| {
        sandbox
            .run(&format!("check wrong.yaml {flags}"))
            .contains('\u{1b}')
    };
    assert!(!escape(""));
    assert!(!escape("--color never"));
    assert!(escape("--color always"));
}

#[test]
fn usage_and_missing_files_exit_with_2() {
    let sandbox = sandbox();
    assert_snapshot!("check_missing_file", sandbox.run("check absent.yaml"));
    assert!(sandbox.run("check --format").starts_with("exit 2\n"));
    assert!(sandbox.run("chek events.yaml").starts_with("exit 2\n"));
}

#[test]
fn a_catalog_can_come_by_standard_input() {
    use std::io::Write;
    use std::process::Stdio;
    let mut command = Sandbox::new().command("check - --format json");
    let mut child = command
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(WRONG.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("<stdin>"));
}

#[test]
fn init_writes_a_catalog_with_nothing_to_find_and_overwrites_none() {
    let sandbox = Sandbox::new();
    sandbox.stdout("init");
    assert!(
        sandbox
            .run("check events.yaml --deny-warnings")
            .starts_with("exit 0\n")
    );
    let config = sandbox.read("tidings.toml");
    assert!(sandbox.run("check --deny-warnings").starts_with("exit 0\n"));
    // With the target that it shows.
    sandbox.write(
        "tidings.toml",
        &config
            .replace("# [[", "[[")
            .replace("# kind", "kind")
            .replace("# out", "out"),
    );
    sandbox.stdout("generate");
    assert!(sandbox.path().join("src/events.rs").exists());
    let again = sandbox.run("init");
    assert!(
        again.starts_with("exit 2\n") && again.contains("exists already"),
        "{again}"
    );
}

#[test]
fn editors_find_the_schema_beside_the_catalog() {
    let sandbox = Sandbox::new();
    sandbox.stdout("init sub/orders.yaml");
    let catalog = sandbox.read("sub/orders.yaml");
    assert!(
        catalog.starts_with("# yaml-language-server: $schema=orders.schema.json\n"),
        "{catalog}"
    );
    let schema = sandbox.read("sub/orders.schema.json");
    assert_eq!(schema, sandbox.stdout("schema"));
    assert_snapshot!("schema", schema);
    assert!(sandbox.run("check sub").starts_with("exit 0\n"));
}

#[test]
fn init_makes_folders_and_writes_no_standard_output() {
    let sandbox = Sandbox::new();
    sandbox.stdout("init sub/folder/x.yaml");
    assert!(
        sandbox
            .run("check sub/folder/x.yaml")
            .starts_with("exit 0\n")
    );
    let config = sandbox.read("sub/folder/tidings.toml");
    assert!(config.contains("catalog = \"x.yaml\""), "{config}");
    sandbox.stdout("init sub/folder/y.yaml");
    assert_eq!(sandbox.read("sub/folder/tidings.toml"), config);
    let refused = sandbox.run("init -");
    assert!(
        refused.starts_with("exit 2\n") && refused.contains("name a file"),
        "{refused}"
    );
    assert!(!sandbox.path().join("-").exists());
}

#[test]
fn standard_input_is_read_once() {
    let output = sandbox().run("check - events.yaml -");
    assert!(
        output.starts_with("exit 2\n") && output.contains("only once"),
        "{output}"
    );
}

#[test]
fn json_is_safe_for_a_terminal() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "wrong.yaml",
        "x-events:\n- {name: \"a\u{202e}\\x9b\", colour: 1}\n",
    );
    let json = sandbox.run("check wrong.yaml --format json");
    assert!(
        json.contains(r"\u202e") && json.contains(r"\u009b"),
        "{json}"
    );
    assert!(!json.contains(['\u{202e}', '\u{9b}']), "{json}");
}
