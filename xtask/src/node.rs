//! The npm packages that tests run, in the target folder.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shell;

/// As people read of it.
pub const WHAT: &str = "the npm packages of crates/tidings-codegen/tests/node/package.json (check generated TypeScript, schemas and documents, and SARIF)";

/// Tells the tests where they are.
pub const VARIABLE: &str = "TIDINGS_TEST_NODE";

/// Also read by the tests, which look for the folder's copy of it.
const PACKAGES: &str = "crates/tidings-codegen/tests/node/package.json";

/// The folder of `node_modules`.
pub fn folder() -> Result<PathBuf> {
    Ok(shell::target_dir()?.join("test-node"))
}

/// Whether the folder has what the list of packages says now.
pub fn is_installed() -> Result<bool> {
    let wanted = fs::read(shell::root().join(PACKAGES));
    let wanted = wanted.with_context(|| format!("cannot read {PACKAGES}"))?;
    let folder = folder()?;
    let has = fs::read(folder.join("package.json"));
    Ok(has.is_ok_and(|has| has == wanted) && folder.join(DONE).exists())
}

/// npm writes this last.
const DONE: &str = "node_modules/.package-lock.json";

/// Installs them anew.
pub fn install() -> Result<()> {
    let folder = folder()?;
    let told = || format!("cannot make {}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(told)?;
    }
    fs::create_dir_all(&folder).with_context(told)?;
    fs::copy(shell::root().join(PACKAGES), folder.join("package.json")).with_context(told)?;
    let install = [
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
    ];
    let mut npm = shell::command("npm", &install);
    npm.current_dir(&folder);
    shell::run(npm)
}
