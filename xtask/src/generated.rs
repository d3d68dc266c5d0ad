//! Files of the repository that are made from others.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Write,
    Check,
}

pub fn run(mode: Mode) -> Result<()> {
    golden_cases(mode)?;
    page("docs/changes.md", &["explain", "changes"], mode)?;
    page("docs/severity.md", &["explain", "severity"], mode)?;
    page("docs/rules.md", &["rules", "--format", "markdown"], mode)
}

/// `fixtures/*/3-generated.*`, the vectors and what else the stages of a case give; the generators' own tests know how. The second of
/// them is built from what the first one writes.
fn golden_cases(mode: Mode) -> Result<()> {
    for stage in ["it", "compiled"] {
        let mut test = shell::cargo(&[
            "test",
            "--quiet",
            "-p",
            "tidings-codegen",
            "--test",
            stage,
            "golden",
        ]);
        if mode == Mode::Write {
            test.env("TIDINGS_UPDATE", "1");
        }
        shell::run(test)?;
    }
    Ok(())
}

/// A page that a command of `tidings` prints.
fn page(path: &str, arguments: &[&str], mode: Mode) -> Result<()> {
    let mut tidings: Command = shell::cargo(&["run", "--quiet", "-p", "tidings-cli", "--"]);
    let output = tidings
        .args(arguments)
        .output()
        .context("cannot run tidings")?;
    if !output.status.success() {
        bail!(
            "`tidings {}` failed: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let file = shell::root().join(path);
    if fs::read(&file).is_ok_and(|old| old == output.stdout) {
        return Ok(());
    }
    if mode == Mode::Check {
        bail!(
            "{path} is not what `tidings {}` prints; run `cargo xtask gen`",
            arguments.join(" ")
        );
    }
    fs::write(&file, output.stdout).with_context(|| format!("cannot write {path}"))
}
