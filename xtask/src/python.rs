//! The Python packages that tests run, in an environment of their own in the target folder.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shell;

/// As people read of it.
pub const WHAT: &str = "the Python packages of crates/tidings-server/tests/clients/requirements.txt (published clients of the service)";

/// Tells the tests where the environment is.
pub const VARIABLE: &str = "TIDINGS_TEST_PYTHON";

/// Also read by the tests, which look for the environment's copy of it.
const REQUIREMENTS: &str = "crates/tidings-server/tests/clients/requirements.txt";

/// The environment's folder.
pub fn environment() -> Result<PathBuf> {
    Ok(shell::target_dir()?.join("test-python"))
}

/// Whether the environment has what the requirements say now.
pub fn is_installed() -> Result<bool> {
    let environment = environment()?;
    let wanted = fs::read(shell::root().join(REQUIREMENTS));
    let wanted = wanted.with_context(|| format!("cannot read {REQUIREMENTS}"))?;
    let has = fs::read(environment.join("requirements.txt"));
    let python = environment.join("bin/python");
    // Its interpreter is a link, which an upgrade of the system may break.
    Ok(has.is_ok_and(|has| has == wanted) && python.exists())
}

/// Makes the environment anew.
pub fn install() -> Result<()> {
    let environment = environment()?;
    let text = environment
        .to_str()
        .context("the target folder's path is not UTF-8")?;
    shell::run(shell::command("python3", &["-m", "venv", "--clear", text]))?;
    let python = format!("{text}/bin/python");
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        REQUIREMENTS,
    ];
    shell::run(shell::command(&python, &install))?;
    // Last, so that an environment without it is one whose installation broke off.
    fs::copy(
        shell::root().join(REQUIREMENTS),
        environment.join("requirements.txt"),
    )
    .context("cannot note what was installed")?;
    Ok(())
}
