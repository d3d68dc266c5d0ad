//! What continuous integration runs.

use anyhow::Result;

use crate::{generated, shell, test, tidy};

pub fn run() -> Result<()> {
    shell::run(shell::cargo(&["fmt", "--all", "--check"]))?;
    tidy::run()?;
    let lint = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ];
    shell::run(shell::cargo(&lint))?;
    generated::run(generated::Mode::Check)?;
    let mut doc = shell::cargo(&["doc", "--workspace", "--no-deps", "--all-features"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    shell::run(doc)?;
    // Last, since its last line is the sum.
    test::run(true)
}
