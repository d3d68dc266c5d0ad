//! An event catalog in; Rust code in `OUT_DIR`, or a build that fails with the checker's findings, out.
//!
//! `build.rs`:
//!
//! ```no_run
//! fn main() -> tidings_build::Result {
//!     tidings_build::compile("events.yaml")
//! }
//! ```
//!
//! and in the crate, which depends on `tidings`:
//!
//! ```text
//! pub mod events {
//!     tidings::include_events!();
//! }
//! ```
//!
//! A second catalog: `tidings_build::compile("orders.yaml")`, and `tidings::include_events!("orders")` in a module of
//! its own.
#![warn(missing_docs)]

mod directive;
mod error;
mod output;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use tidings_catalog::{Catalog, Checked, Diagnostic, Level, Sources, check};
use tidings_codegen::{Options, Target, generate};

pub use error::BuildError;

/// What [`compile`], and the `main` of a `build.rs`, returns.
pub type Result<T = ()> = std::result::Result<T, BuildError>;

/// Checks the catalog at `path`, which is relative to the package's folder, and writes `NAME.rs` for `NAME.yaml` to
/// `OUT_DIR`. Runs again when the catalog changes; a file that would stay the same is not written.
///
/// Warnings of the checker become warnings of cargo, one line each.
///
/// # Errors
/// [`BuildError::Findings`] when the checker finds an error; its text, with an excerpt of every place, is what cargo shows.
/// The others tell which file or variable is missing or cannot be used.
pub fn compile(path: impl AsRef<Path>) -> Result {
    let path = path.as_ref();
    let shown = directive::shown_path(path)?;
    tell(&directive::rerun_if_changed(shown));
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let stem = stem.ok_or_else(|| BuildError::Path(path.to_owned()))?;
    let (full, folder) = (
        variable("CARGO_MANIFEST_DIR")?.join(path),
        variable("OUT_DIR")?,
    );
    let bytes = fs::read(&full).map_err(|source| BuildError::Read {
        path: full.clone(),
        source,
    })?;
    let catalog = checked(&Sources::single(shown, bytes))?;
    for file in generate(Target::Rust, &catalog, &Options::named(stem))? {
        output::write(&folder.join(&file.path), &file.text, &full)?;
    }
    Ok(())
}

/// The catalog, if no finding is an error. Warnings are told to cargo.
fn checked(sources: &Sources) -> Result<Catalog> {
    let Checked {
        catalog,
        diagnostics,
        ..
    } = check(sources);
    let is_error = |finding: &Diagnostic| finding.level == Level::Error;
    let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(is_error);
    for warning in &warnings {
        tell(&directive::warning(sources, warning));
    }
    catalog.ok_or_else(|| BuildError::findings(sources, &errors))
}

/// What cargo sets for build scripts.
fn variable(name: &'static str) -> Result<PathBuf> {
    let value = env::var_os(name).ok_or(BuildError::NoBuildScript { variable: name })?;
    Ok(value.into())
}

#[expect(clippy::print_stdout, reason = "a build script tells cargo so")]
fn tell(directive: &str) {
    println!("{directive}");
}
