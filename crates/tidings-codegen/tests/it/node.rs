//! Programs of the npm packages that `cargo xtask setup` installs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A program that comes with one of the packages.
pub fn program(name: &str) -> Command {
    Command::new(packages().join("node_modules/.bin").join(name))
}

/// Runs a script of `tests/node` that imports packages.
pub fn script(name: &str) -> Command {
    let folder = packages();
    // Packages are looked for beside the script.
    let script = folder.join(name);
    let text = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/node/").to_owned() + name);
    fs::write(&script, text.unwrap()).unwrap();
    let mut node = Command::new("node");
    node.arg(script);
    node
}

fn packages() -> PathBuf {
    let wanted = include_str!("../node/package.json");
    let folder = std::env::var_os("TIDINGS_TEST_NODE").map_or_else(default_folder, PathBuf::from);
    let has = fs::read_to_string(folder.join("package.json"));
    assert!(
        has.is_ok_and(|has| has == wanted) && folder.join("node_modules").exists(),
        "{} does not have the npm packages of tests/node/package.json; `cargo xtask setup` installs them",
        folder.display()
    );
    folder
}

fn default_folder() -> PathBuf {
    // This program lies in TARGET/PROFILE/deps.
    let program = std::env::current_exe().unwrap();
    program.ancestors().nth(3).unwrap().join("test-node")
}
