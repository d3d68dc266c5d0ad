//! What the tests need beside cargo, and how to get it.

use anyhow::{Result, bail};

use crate::shell;

struct Requirement {
    name: &'static str,
    /// What needs it.
    purpose: &'static str,
    /// Succeeds when it is there.
    probe: &'static [&'static str],
    /// Installs it.
    install: &'static [&'static [&'static str]],
}

const REQUIREMENTS: &[Requirement] = &[
    Requirement {
        name: "a C compiler",
        purpose: "builds the SQLite that comes with the store",
        probe: &["cc", "--version"],
        install: &[
            &["apt-get", "update"],
            &["apt-get", "install", "--yes", "gcc", "libc6-dev"],
        ],
    },
    Requirement {
        name: "rustfmt",
        purpose: "a test holds generated code to its format",
        probe: &["rustfmt", "--version"],
        install: &[&["rustup", "component", "add", "rustfmt"]],
    },
    Requirement {
        name: "clippy",
        purpose: "a test holds generated code to its lints",
        probe: &["cargo", "clippy", "--version"],
        install: &[&["rustup", "component", "add", "clippy"]],
    },
];

/// Fails, naming all that is missing; with `setup` installs it first.
pub fn meet(setup: bool) -> Result<()> {
    if setup {
        for requirement in missing() {
            eprintln!("installing {}: {}", requirement.name, requirement.purpose);
            for step in requirement.install {
                shell::run(shell::command(step[0], &step[1..]))?;
            }
        }
    }
    let missing: Vec<String> = missing()
        .map(|missing| format!("{} ({})", missing.name, missing.purpose))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "the tests need {}; `cargo xtask test --setup` installs what is missing",
        missing.join(", ")
    );
}

fn missing() -> impl Iterator<Item = &'static Requirement> {
    REQUIREMENTS.iter().filter(|requirement| {
        let probe = shell::command(requirement.probe[0], &requirement.probe[1..]).output();
        !probe.is_ok_and(|output| output.status.success())
    })
}
