//! The Python packages that tests run, in an environment of their own in the target folder.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shell;

/// As people read of it.
pub const WHAT: &str = "the Python packages of crates/tidings-server/tests/clients/requirements.txt (published clients of the service), crates/tidings-codegen/tests/python/requirements.txt (check generated Python) and crates/tidings-cli/tests/ci/requirements.txt (check what runs tidings in continuous integration)";

/// Tells the tests where the environment is.
pub const VARIABLE: &str = "TIDINGS_TEST_PYTHON";

/// Also read by the tests, which look for the environment's copies of them, of these names.
const REQUIREMENTS: [(&str, &str); 3] = [
    (
        "crates/tidings-server/tests/clients/requirements.txt",
        "requirements.txt",
    ),
    (
        "crates/tidings-codegen/tests/python/requirements.txt",
        "codegen-requirements.txt",
    ),
    (
        "crates/tidings-cli/tests/ci/requirements.txt",
        "ci-requirements.txt",
    ),
];

/// The environment's folder.
pub fn environment() -> Result<PathBuf> {
    Ok(shell::target_dir()?.join("test-python"))
}

/// Whether the environment has what the requirements say now.
pub fn is_installed() -> Result<bool> {
    let environment = environment()?;
    for (requirements, copy) in REQUIREMENTS {
        let wanted = fs::read(shell::root().join(requirements));
        let wanted = wanted.with_context(|| format!("cannot read {requirements}"))?;
        if !fs::read(environment.join(copy)).is_ok_and(|has| has == wanted) {
            return Ok(false);
        }
    }
    // Its interpreter is a link, which an upgrade of the system may break.
    Ok(environment.join("bin/python").exists())
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
    ];
    let mut pip = shell::command(&python, &install);
    for (requirements, _) in REQUIREMENTS {
        pip.args(["--requirement", requirements]);
    }
    shell::run(pip)?;
    // Last, so that an environment without them is one whose installation broke off.
    for (requirements, copy) in REQUIREMENTS {
        fs::copy(shell::root().join(requirements), environment.join(copy))
            .context("cannot note what was installed")?;
    }
    Ok(())
}
