//! A catalog beside `Cargo.toml` in; typed Rust for `tidings::include_events!`, out. For build scripts:
//!
//! ```no_run
//! // build.rs
//! fn main() -> tidings_build::Result {
//!     tidings_build::compile("events.yaml")
//! }
//! ```
//!
//! ```ignore
//! // src/lib.rs
//! pub mod events {
//!     tidings::include_events!();
//! }
//! ```
//!
//! A second catalog is a second call: `compile("orders.yaml")` is included by `tidings::include_events!("orders")`.
//!
//! Cargo runs the script again when the catalog changes, and only then. Warnings are shown as the build's own; a catalog
//! with errors fails the build and shows them as `tidings check` does.
#![warn(missing_docs)]

mod error;
mod output;

use std::path::{Path, PathBuf};
use std::{env, fs};

use tidings_catalog::render::escape_terminal;
use tidings_catalog::{Checked, Diagnostic, Level, Sources};
use tidings_codegen::{Options, Target};

pub use error::BuildError;

/// What a build script's `main` returns.
pub type Result<T = ()> = std::result::Result<T, BuildError>;

/// Checks the catalog and generates Rust from it.
///
/// The path is relative to the package's folder. What is generated is named after the catalog: `events.yaml` becomes
/// `events.rs` in `OUT_DIR`. A file that is right already is not written again.
///
/// # Errors
/// A catalog that cannot be read or has errors, an output that cannot be written, a call from outside a build script.
pub fn compile(catalog: impl AsRef<Path>) -> Result {
    let catalog = catalog.as_ref();
    let package = variable("CARGO_MANIFEST_DIR")?;
    let folder = variable("OUT_DIR")?;
    tell(&format!("rerun-if-changed={}", catalog.display()));

    let bytes = fs::read(package.join(catalog)).map_err(|source| BuildError::Read {
        path: package.join(catalog),
        source,
    })?;
    let sources = Sources::single(catalog.display().to_string(), bytes);
    let Checked {
        catalog: checked,
        diagnostics,
        ..
    } = tidings_catalog::check(&sources);
    for warning in diagnostics
        .iter()
        .filter(|finding| finding.level == Level::Warning)
    {
        tell(&format!("warning={}", on_one_line(&sources, warning)));
    }
    let Some(checked) = checked else {
        return Err(BuildError::findings(&sources, diagnostics));
    };
    let stem = catalog
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or("events");
    let files = tidings_codegen::generate(Target::Rust, &checked, &Options::named(stem))
        .expect("no settings are given, so that none can be wrong");
    files
        .iter()
        .try_for_each(|file| output::write(&folder.join(&file.path), &file.text))
}

fn variable(name: &'static str) -> Result<PathBuf> {
    env::var_os(name)
        .map(PathBuf::from)
        .ok_or(BuildError::NoBuildScript { name })
}

#[expect(clippy::print_stdout, reason = "how a build script talks to cargo")]
fn tell(instruction: &str) {
    println!("cargo::{instruction}");
}

/// Cargo reads an instruction to the end of its line.
fn on_one_line(sources: &Sources, finding: &Diagnostic) -> String {
    let position = sources.position(finding.span.file, finding.span.start as usize);
    let help = finding
        .help
        .as_ref()
        .map(|help| format!(" (help: {help})"))
        .unwrap_or_default();
    let text = format!(
        "{}:{}:{}: {}{help} [{} {}]",
        sources.name(finding.span.file),
        position.line,
        position.column,
        finding.message,
        finding.code,
        finding.rule,
    );
    escape_terminal(&text).into_owned()
}
