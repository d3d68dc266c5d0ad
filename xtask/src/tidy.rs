//! The rules of the house that no compiler checks.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell;

/// Which crates of ours a crate may depend on, outside its tests. A crate that is not here may not exist.
const EDGES: &[(&str, &[&str])] = &[
    ("tidings-catalog", &[]),
    ("tidings-files", &["tidings-catalog"]),
    ("tidings-codegen", &["tidings-catalog"]),
    (
        "tidings-build",
        &["tidings-catalog", "tidings-files", "tidings-codegen"],
    ),
    ("tidings", &[]),
    ("tidings-store", &["tidings"]),
    ("tidings-client", &["tidings"]),
    ("tidings-testing", &["tidings"]),
    (
        "tidings-server",
        &[
            "tidings",
            "tidings-store",
            "tidings-catalog",
            "tidings-files",
        ],
    ),
    (
        "tidings-cli",
        &[
            "tidings-catalog",
            "tidings-files",
            "tidings-codegen",
            "tidings",
            "tidings-store",
            "tidings-client",
            "tidings-server",
        ],
    ),
];

/// What `tidings` must never know: YAML, SQL, HTTP, an async runtime.
const FOREIGN_TO_RUNTIME: &[&str] = &[
    "granit-parser",
    "rusqlite",
    "sqlx",
    "axum",
    "hyper",
    "reqwest",
    "tokio",
];

/// What crates that do no I/O and read no clock or environment must not name.
const IO: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "SystemTime",
    "Instant::now",
    "now_utc",
];
const WITHOUT_IO: &[&str] = &["tidings-catalog", "tidings-codegen"];

const MAX_LINES: usize = 600;

pub fn run() -> Result<()> {
    let mut broken = Vec::new();
    check_edges(&mut broken)?;
    for file in rust_files(&shell::root().join("crates"))? {
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let shown = file
            .strip_prefix(shell::root())
            .unwrap_or(&file)
            .display()
            .to_string();
        check_file(&shown, &text, &mut broken);
    }
    if broken.is_empty() {
        return Ok(());
    }
    bail!("tidy:\n  {}", broken.join("\n  "));
}

fn check_edges(broken: &mut Vec<String>) -> Result<()> {
    let metadata = shell::cargo_metadata()?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        if !package["manifest_path"]
            .as_str()
            .is_some_and(|path| path.contains("/crates/"))
        {
            continue;
        }
        let Some((_, allowed)) = EDGES.iter().find(|(krate, _)| *krate == name) else {
            broken.push(format!("crate {name} is not listed in xtask/src/tidy.rs"));
            continue;
        };
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let shipped = dependencies.filter(|dependency| dependency["kind"].is_null());
        for dependency in shipped.filter_map(|dependency| dependency["name"].as_str()) {
            let ours = dependency.starts_with("tidings");
            if ours && !allowed.contains(&dependency) {
                broken.push(format!("{name} must not depend on {dependency}"));
            }
            if name == "tidings" && FOREIGN_TO_RUNTIME.contains(&dependency) {
                broken.push(format!("tidings must not know {dependency}"));
            }
        }
    }
    Ok(())
}

fn check_file(file: &str, text: &str, broken: &mut Vec<String>) {
    if !is_data(file) && text.lines().count() > MAX_LINES {
        broken.push(format!(
            "{file} is longer than {MAX_LINES} lines; split it by concept"
        ));
    }
    if text.contains("#[ignore") {
        broken.push(format!("{file} ignores a test; a test runs or fails"));
    }
    let does_no_io = WITHOUT_IO
        .iter()
        .any(|krate| file.starts_with(&format!("crates/{krate}/src/")));
    for word in IO.iter().filter(|word| does_no_io && text.contains(**word)) {
        broken.push(format!(
            "{file} names {word}; its crate does no I/O and reads no clock or environment"
        ));
    }
}

/// Files whose length is that of their data.
fn is_data(file: &str) -> bool {
    file.contains("/fixtures/") || file.contains("/snapshots/")
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
