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
//! its own. A catalog of several files: [`compile`] of their folder, or [`compile_all`].
#![warn(missing_docs)]

mod config;
mod directive;
mod error;
mod output;

use std::env;
use std::path::{Path, PathBuf};

use tidings_catalog::{Catalog, CheckOptions, Checked, Diagnostic, Level, Sources, check_with};
use tidings_codegen::{Options, Target, generate};
use tidings_files::CatalogFiles;

pub use error::BuildError;

/// What [`compile`], and the `main` of a `build.rs`, returns.
pub type Result<T = ()> = std::result::Result<T, BuildError>;

/// Checks the catalog at `path`, which is relative to the package's folder, and writes `NAME.rs` for `NAME.yaml` to
/// `OUT_DIR`. Runs again when the catalog changes; a file that would stay the same is not written.
///
/// Of a folder `NAME` all `*.yaml` and `*.yml` in it, but hidden ones, are one catalog, in the order of their names. Runs
/// again when the folder gets or loses one, too.
///
/// Warnings of the checker become warnings of cargo, one line each. A `tidings.toml` beside the catalog, else in the
/// package's folder, says how rules are reported.
///
/// # Errors
/// [`BuildError::Findings`] when the checker finds an error; its text, with an excerpt of every place, is what cargo shows.
/// The others tell which file or variable is missing or cannot be used.
pub fn compile(path: impl AsRef<Path>) -> Result {
    let path = path.as_ref();
    let is_folder = variable("CARGO_MANIFEST_DIR")?.join(path).is_dir();
    let stem = match is_folder {
        true => path.file_name(),
        false => path.file_stem(),
    };
    let stem = stem.and_then(|stem| stem.to_str());
    compile_all(
        stem.ok_or_else(|| BuildError::Path(path.to_owned()))?,
        [path],
    )
}

/// Checks the files and folders at `paths` as one catalog, and writes `NAME.rs` to `OUT_DIR`; else like [`compile`].
///
/// ```no_run
/// fn main() -> tidings_build::Result {
///     tidings_build::compile_all("events", ["events/types.yaml", "events/hosts.yaml", "vendor/events"])
/// }
/// ```
///
/// # Errors
/// See [`compile`].
pub fn compile_all(name: &str, paths: impl IntoIterator<Item: AsRef<Path>>) -> Result {
    let package = variable("CARGO_MANIFEST_DIR")?;
    let folder = variable("OUT_DIR")?;
    let mut files = CatalogFiles::within(&package);
    // The first path stands for the catalog where another one of its name is told.
    let mut first: Option<PathBuf> = None;
    for path in paths {
        let path = path.as_ref();
        // Of a folder cargo looks at all that is in it, and whether something comes or goes.
        tell(&directive::rerun_if_changed(directive::shown_path(path)?));
        first.get_or_insert_with(|| path.to_owned());
        files.add(path)?;
    }
    let first = first.ok_or_else(|| BuildError::Path(PathBuf::new()))?;
    let options = config::check_options(&package, &first, &mut files.sources)?;
    let catalog = checked(&files.sources, &options)?;
    let first = package.join(first);
    for file in generate(Target::Rust, &catalog, &Options::named(name))? {
        output::write(&folder.join(&file.path), &file.text, &first)?;
    }
    Ok(())
}

/// The catalog, if no finding is an error. Warnings are told to cargo.
fn checked(sources: &Sources, options: &CheckOptions) -> Result<Catalog> {
    let Checked {
        catalog,
        diagnostics,
        ..
    } = check_with(sources, options);
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
