//! The npm packages that `cargo xtask setup` installs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../tidings-codegen/tests/node/package.json"
);

/// JavaScript of these modules, which are compiled at the strictest into the folder.
pub fn compile(modules: &[PathBuf], folder: &Path) {
    // Says that these are ES modules.
    fs::write(folder.join("package.json"), r#"{"type":"module"}"#).unwrap();
    let mut tsc = Command::new(packages().join("node_modules/.bin/tsc"));
    tsc.args([
        "--strict",
        "--noUncheckedIndexedAccess",
        "--exactOptionalPropertyTypes",
    ]);
    tsc.args(["--module", "nodenext", "--target", "es2022"]);
    tsc.args(["--lib", "es2022,dom", "--types", ""]);
    tsc.arg("--outDir").arg(folder).args(modules);
    super::python::run(tsc);
}

/// A program that [`compile`] made.
pub fn program(file: &Path) -> Command {
    let mut node = Command::new("node");
    node.arg(file);
    node
}

/// Panics, saying what to do, when they are missing or others than those listed now.
fn packages() -> PathBuf {
    let wanted = fs::read(PACKAGES).unwrap();
    let folder = folder();
    let has = fs::read(folder.join("package.json"));
    assert!(
        has.is_ok_and(|has| has == wanted),
        "{} does not have the npm packages of {PACKAGES}; `cargo xtask setup` installs them",
        folder.display()
    );
    folder
}

fn folder() -> PathBuf {
    if let Some(given) = env::var_os("TIDINGS_TEST_NODE") {
        return given.into();
    }
    // This program lies in TARGET/PROFILE/deps.
    let program = env::current_exe().expect("this program's path");
    let target = program
        .ancestors()
        .nth(3)
        .expect("this program lies in the target folder");
    target.join("test-node")
}
