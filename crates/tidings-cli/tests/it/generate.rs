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
fn files_of_several_targets_can_lie_in_one_folder() {
    let sandbox = sandbox();
    sandbox.stdout("generate --target json-schema --out generated");
    let schema = sandbox.read("generated/events.schema.json");
    sandbox.stdout("generate --target json-schema --out named.json");
    assert_eq!(sandbox.read("named.json"), schema);
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
        stale.starts_with("exit 1\n") && stale.contains("src/events.rs is out of date:\n    @@ "),
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
            "no target `cobol`; there are rust, go, typescript, python, json-schema, asyncapi, markdown, template",
        ),
        (
            "generate events.yaml --target rust --out x.rs --set a=b",
            "no setting `a`",
        ),
        (
            "generate events.yaml --target rust --out x.rs --set a",
            "a setting is KEY=VALUE",
        ),
        (
            "generate events.yaml --target go --out x.go --set package=a --set package=b",
            "the setting `package` is given twice",
        ),
        (
            "generate events.yaml --target template --out x --template a --set template=b",
            "the setting `template` is given twice",
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

#[test]
fn outputs_that_cannot_be_meant_are_refused() {
    let sandbox = sandbox();
    sandbox.write("taken", "");
    for (out, told) in [
        (
            "foo.txt",
            "`foo.txt` does not end in .rs; name a .rs file or a folder",
        ),
        ("taken", "`taken` does not end in .rs"),
        ("-", "writing to standard output is not supported"),
        (".rs", "`.rs` has no name before the dot"),
        ("src/.hidden", "`src/.hidden` has no name before the dot"),
    ] {
        let output = sandbox.run(&format!("generate events.yaml --target rust --out {out}"));
        assert!(
            output.starts_with("exit 2\n") && output.contains(told),
            "{out}\n{output}"
        );
    }
    let left = fs::read_dir(sandbox.path()).unwrap().count();
    assert_eq!(left, 2, "the catalog and `taken`");
}

#[test]
fn files_that_their_language_would_not_take_are_refused() {
    let sandbox = sandbox();
    sandbox.write("my-events.yaml", CATALOG);
    for (words, told) in [
        (
            "my-events.yaml --target python --out src/",
            "`my-events.py` will not work: Python can import no module of that name; name the file with --out, as events.py",
        ),
        (
            "events.yaml --target go --out events_test.go",
            "`events_test.go` will not work: Go takes it for a test, or for another system's, and leaves it out",
        ),
    ] {
        let output = sandbox.run(&format!("generate {words}"));
        assert!(
            output.starts_with("exit 2\n") && output.contains(told),
            "{words}\n{output}"
        );
    }
    sandbox.stdout("generate my-events.yaml --target typescript --out src/");
}

#[test]
fn folders_may_be_named_like_files() {
    let sandbox = sandbox();
    fs::create_dir(sandbox.path().join("v1.2")).unwrap();
    for (out, file) in [("v1.2", "v1.2/events.rs"), ("a.b/", "a.b/events.rs")] {
        sandbox.stdout(&format!("generate events.yaml --target rust --out {out}"));
        assert!(sandbox.read(file).contains("HostBindFailed"), "{out}");
    }
}

#[test]
fn a_catalog_from_standard_input_names_no_file() {
    let sandbox = sandbox();
    let from_stdin = |out: &str| {
        let catalog = fs::File::open(sandbox.path().join("events.yaml")).unwrap();
        let mut command = sandbox.command(&format!("generate - --target rust --out {out}"));
        command.stdin(catalog).output().unwrap()
    };
    let refused = from_stdin("src");
    let told = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2));
    assert!(told.contains("name the file, as `src/events.rs`"), "{told}");
    assert_eq!(from_stdin("src/events.rs").status.code(), Some(0));
    assert!(sandbox.read("src/events.rs").contains("HostBindFailed"));
}

#[test]
fn the_catalog_is_not_overwritten() {
    let sandbox = sandbox();
    sandbox.write("catalog.rs", CATALOG);
    for out in ["catalog.rs", "."] {
        let refused = sandbox.run(&format!("generate catalog.rs --target rust --out {out}"));
        assert!(
            refused.starts_with("exit 2\n") && refused.contains("is the catalog"),
            "{refused}"
        );
        assert_eq!(sandbox.read("catalog.rs"), CATALOG);
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let sandbox = sandbox();
    sandbox.write("taken", "");
    let output = sandbox.run("generate events.yaml --target rust --out taken/deep/events.rs");
    assert!(
        output.starts_with("exit 2\n") && output.contains("cannot make the folder `taken/deep`: "),
        "{output}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_file_is_written() {
    use std::os::unix::fs::symlink;
    let sandbox = sandbox();
    let (real, link) = (
        sandbox.write("elsewhere/real.rs", "old"),
        sandbox.path().join("linked.rs"),
    );
    symlink(&real, &link).unwrap();
    sandbox.stdout("generate events.yaml --target rust --out linked.rs");
    assert!(link.is_symlink() && !real.is_symlink());
    assert!(sandbox.read("elsewhere/real.rs").contains("HostBindFailed"));

    symlink("nowhere.rs", sandbox.path().join("broken.rs")).unwrap();
    let broken = sandbox.run("generate events.yaml --target rust --out broken.rs");
    assert!(
        broken.starts_with("exit 2\n") && broken.contains("cannot write `broken.rs`"),
        "{broken}"
    );
}

#[test]
fn check_tells_when_only_line_endings_differ() {
    let sandbox = sandbox();
    sandbox.stdout(TO_FILE);
    let text = sandbox.read("src/events.rs");
    for (old, told) in [
        (
            text.replace('\n', "\r\n"),
            "only line endings differ (CRLF)",
        ),
        (
            text.trim_end().to_owned(),
            "only the line break at its end differs",
        ),
    ] {
        sandbox.write("src/events.rs", &old);
        let output = sandbox.run(&format!("{TO_FILE} --check"));
        assert!(
            output.starts_with("exit 1\n") && output.contains(told),
            "{output}"
        );
    }
}
