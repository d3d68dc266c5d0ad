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
    for backend in ["sqlite", "postgres"] {
        // As those have it who want one kind of database alone.
        let alone = [
            "clippy",
            "-p",
            "tidings-store",
            "-p",
            "tidings-server",
            "--no-default-features",
            "--features",
            backend,
            "--",
            "-D",
            "warnings",
        ];
        shell::run(shell::cargo(&alone))?;
    }
    generated::run(generated::Mode::Check)?;
    let mut doc = shell::cargo(&["doc", "--workspace", "--no-deps", "--all-features"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    shell::run(doc)?;
    // Last, since its last line is the sum.
    test::run(true)
}
