//! The environment of Python packages that `cargo xtask setup` makes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients");

/// A program of the environment, as `python` or `aicli`. Nothing of the user's own environment reaches it.
///
/// Panics, saying what to do, when the environment is missing or not as the requirements are now.
pub fn program(name: &str) -> Command {
    let environment = environment();
    let wanted = fs::read(format!("{FOLDER}/requirements.txt")).unwrap();
    let has = fs::read(environment.join("requirements.txt"));
    assert!(
        has.is_ok_and(|has| has == wanted),
        "{} does not have the Python packages of {FOLDER}/requirements.txt; `cargo xtask setup` installs them",
        environment.display()
    );
    let mut command = Command::new(environment.join("bin").join(name));
    for variable in [
        "PYTHONPATH",
        "PYTHONHOME",
        "http_proxy",
        "HTTP_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        command.env_remove(variable);
    }
    command
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("NO_PROXY", "*");
    command
}

/// A script of this folder.
pub fn script(name: &str) -> Command {
    let mut command = program("python");
    command.arg(file(name));
    command
}

/// A file of this folder.
pub fn file(name: &str) -> PathBuf {
    Path::new(FOLDER).join(name)
}

/// As strictly as can be, by what the oldest Python knows that generated code works with.
pub fn check_types(script: &Path) {
    let mut mypy = program("mypy");
    mypy.current_dir(script.parent().expect("a script lies in a folder"));
    mypy.args(["--strict", "--python-version", "3.10"]);
    mypy.args(["--config-file", "", "--cache-dir", "/dev/null"]);
    mypy.arg(script);
    run(mypy);
}

/// Runs it to its end; what it wrote to standard output. Panics with all of it when it fails.
pub fn run(mut command: Command) -> String {
    let output = command.output().expect("the program starts");
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success(),
        "{command:?}: {}\n{out}\n{err}",
        output.status
    );
    out.into_owned()
}

fn environment() -> PathBuf {
    if let Some(given) = env::var_os("TIDINGS_TEST_PYTHON") {
        return given.into();
    }
    // This program lies in TARGET/PROFILE/deps.
    let program = env::current_exe().expect("this program's path");
    let target = program
        .ancestors()
        .nth(3)
        .expect("this program lies in the target folder");
    target.join("test-python")
}
