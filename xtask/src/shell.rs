//! Running programs in the repository's root.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The repository's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the repository's root")
}

/// Where cargo puts what it builds.
pub fn target_dir() -> Result<PathBuf> {
    let metadata = cargo_metadata()?;
    let folder = metadata["target_directory"]
        .as_str()
        .context("cargo metadata names no target_directory")?;
    Ok(folder.into())
}

pub fn cargo_metadata() -> Result<serde_json::Value> {
    let output = cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--offline",
    ])
    .output();
    let output = output.context("cannot run cargo metadata")?;
    serde_json::from_slice(&output.stdout).context("cannot read the answer of cargo metadata")
}

/// The cargo that runs this program.
pub fn cargo(arguments: &[&str]) -> Command {
    command(
        &env::var("CARGO").unwrap_or_else(|_| "cargo".into()),
        arguments,
    )
}

pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs it, telling what runs; an error when it fails.
pub fn run(mut command: Command) -> Result<()> {
    eprintln!("$ {}", shown(&command));
    let status = command
        .status()
        .with_context(|| format!("cannot run {}", shown(&command)))?;
    if !status.success() {
        bail!("failed ({status}): {}", shown(&command));
    }
    Ok(())
}

/// Runs it, printing each line of its output and handing it on; whether it succeeded.
pub fn watch(mut command: Command, mut line_seen: impl FnMut(&str)) -> Result<bool> {
    eprintln!("$ {}", shown(&command));
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {}", shown(&command)))?;
    let output = child.stdout.take().expect("the output is piped");
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        eprintln!("{line}");
        line_seen(&line);
    }
    Ok(child.wait()?.success())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
