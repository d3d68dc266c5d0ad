//! `check --fix`.

use std::fs;

use crate::sandbox::{CATALOG, Sandbox};

/// What `check --fix` makes the catalog of again.
fn wrong() -> String {
    CATALOG
        .replace("severity: error", "severity: Error   # bad")
        .replace("    infra_env_id: UUID\n", "")
        .replace("category: metrics", "catgory: metrics")
}

fn right() -> String {
    CATALOG.replace("severity: error", "severity: error   # bad")
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", &wrong());
    sandbox
}

#[test]
fn what_is_certain_is_mended_and_the_rest_is_shown() {
    let sandbox = sandbox();
    let clean = sandbox.run("check events.yaml --fix");
    insta::assert_snapshot!("fix_all", clean);
    assert_eq!(sandbox.read("events.yaml"), right());
    insta::assert_snapshot!("fix_nothing", sandbox.run("check events.yaml --fix"));

    sandbox.write("events.yaml", &wrong().replace("float64", "decimal"));
    insta::assert_snapshot!("fix_some", sandbox.run("check events.yaml --fix"));
    assert_eq!(
        sandbox.read("events.yaml"),
        right().replace("float64", "decimal")
    );
    let json = sandbox.run("check events.yaml --fix --format json");
    assert!(
        json.starts_with("exit 1\n") && json.contains(r#""errors":1"#),
        "{json}"
    );
}

#[test]
fn a_dry_run_shows_a_diff_and_writes_nothing() {
    let sandbox = sandbox();
    insta::assert_snapshot!(
        "fix_dry_run",
        sandbox.run("check events.yaml --fix --dry-run")
    );
    assert_eq!(sandbox.read("events.yaml"), wrong());
    for words in [
        "check events.yaml --dry-run",
        "check events.yaml --fix --dry-run --format json",
    ] {
        assert!(sandbox.run(words).starts_with("exit 2\n"), "{words}");
    }
}

#[test]
fn a_diff_can_be_applied_by_other_tools() {
    let sandbox = sandbox();
    sandbox.write("events.yaml", wrong().replace('\n', "\r\n").trim_end());
    let diff = sandbox
        .command("check events.yaml --fix --dry-run")
        .output()
        .unwrap();
    let patch = sandbox.path().join("fixes.patch");
    fs::write(&patch, diff.stdout).unwrap();
    let applied = std::process::Command::new("git")
        .args(["apply", "-p0", "--unsafe-paths", "fixes.patch"])
        .current_dir(sandbox.path())
        .output()
        .expect("git is installed");
    assert!(applied.status.success(), "{applied:?}");
    let right = right().replace('\n', "\r\n");
    assert_eq!(sandbox.read("events.yaml"), right.trim_end());
}

#[test]
fn line_breaks_and_a_byte_order_mark_stay() {
    let sandbox = sandbox();
    let marked = |text: String| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    sandbox.write("events.yaml", &marked(wrong()));
    assert!(
        sandbox
            .run("check events.yaml --fix")
            .starts_with("exit 0\n")
    );
    assert_eq!(sandbox.read("events.yaml"), marked(right()));
}

#[test]
fn each_of_several_files_is_mended_and_others_are_not_touched() {
    let sandbox = Sandbox::new();
    let event = |name: &str, severity: &str| {
        CATALOG
            .lines()
            .take(11)
            .map(|line| line.to_owned() + "\n")
            .collect::<String>()
            .replace("host_bind_failed", name)
            .replace("failed to", name)
            .replace("severity: error", &format!("severity: {severity}"))
    };
    sandbox.write("events/a.yaml", &event("a_failed", "ERROR"));
    let untouched = sandbox.write("events/b.yaml", &event("b_failed", "error"));
    sandbox.write("events/c.yaml", &event("c_failed", "eror"));
    let old = fs::File::open(&untouched).unwrap();
    let time = std::time::SystemTime::UNIX_EPOCH;
    old.set_modified(time).unwrap();
    insta::assert_snapshot!("fix_several", sandbox.run("check events --fix"));
    assert_eq!(sandbox.read("events/a.yaml"), event("a_failed", "error"));
    assert_eq!(sandbox.read("events/c.yaml"), event("c_failed", "error"));
    let modified = fs::metadata(untouched).unwrap().modified().unwrap();
    assert_eq!(modified, time);
}

#[test]
fn rules_that_are_off_are_not_mended() {
    let sandbox = Sandbox::new();
    let unused = CATALOG.replacen(
        "severity: error",
        "severity: error\n  allow: [name-context]",
        1,
    );
    sandbox.write("events.yaml", &unused);
    sandbox.write("tidings.toml", "[rules]\nunused-allow = \"off\"\n");
    assert!(sandbox.run("check --fix").contains("nothing can be fixed"));
    // Nobody knows which are off.
    sandbox.write("tidings.toml", "[rules]\nunused-allow = \"of\"\n");
    assert!(
        sandbox
            .run("check events.yaml --fix")
            .starts_with("exit 1\n")
    );
    assert_eq!(sandbox.read("events.yaml"), unused);
    sandbox.write("tidings.toml", "");
    assert!(
        sandbox
            .run("check --fix")
            .contains("fixed 1 finding in events.yaml")
    );
    assert_eq!(sandbox.read("events.yaml"), CATALOG);
}

#[test]
fn standard_input_is_refused() {
    let refused = sandbox().run("check - --fix");
    assert!(
        refused.starts_with("exit 2\n") && refused.contains("name the file"),
        "{refused}"
    );
}

#[cfg(unix)]
#[test]
fn the_mode_and_links_stay() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox();
    let file = sandbox.path().join("events.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let link = sandbox.path().join("link.yaml");
    std::os::unix::fs::symlink("events.yaml", &link).unwrap();
    assert!(sandbox.run("check link.yaml --fix").starts_with("exit 0\n"));
    assert!(link.is_symlink());
    assert_eq!(sandbox.read("events.yaml"), right());
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_none_is() {
    let sandbox = sandbox();
    let first = wrong();
    let second = wrong()
        .replace("host_bind", "node_bind")
        .replace("disk_speed", "disk_depth");
    sandbox.write("a.yaml", &first);
    let read_only = sandbox.write("b.yaml", &second);
    let mut permissions = fs::metadata(&read_only).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&read_only, permissions).unwrap();
    let told = sandbox.run("check a.yaml b.yaml --fix");
    assert!(
        told.starts_with("exit 2\n") && told.contains("cannot write `b.yaml`: it is read-only"),
        "{told}"
    );
    assert_eq!(sandbox.read("a.yaml"), first);
    assert_eq!(sandbox.read("b.yaml"), second);
    let left = fs::read_dir(sandbox.path()).unwrap().count();
    assert_eq!(left, 3, "no temporary file is left");
}
