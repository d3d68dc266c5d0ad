//! Go, where it is installed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A command of `go` in a module that needs the standard library alone; nothing is fetched.
///
/// Panics, saying what to do, when there is no Go.
pub fn command(module: &Path) -> Command {
    let mut command = Command::new(program());
    command.current_dir(module).envs([
        ("GOPROXY", "off"),
        ("GOTOOLCHAIN", "local"),
        ("GOWORK", "off"),
        ("GOFLAGS", ""),
    ]);
    command
}

fn program() -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    // Its own installer leaves it to its users to put its folder on their path.
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    folders.push("/usr/local/go/bin".into());
    let programs = folders.iter().map(|folder| folder.join("go"));
    let found = programs.into_iter().find(|program| program.is_file());
    found.expect("Go is missing; `cargo xtask setup` installs it")
}
