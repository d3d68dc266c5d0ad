//! `tidings.toml`, as far as a build script follows it: how the catalog is checked.

use std::fs;
use std::path::Path;

use tidings_catalog::config::read_config;
use tidings_catalog::names::Language;
use tidings_catalog::{CheckOptions, Level, Sources};
use tidings_codegen::Target;
use tidings_files::config_of;

use crate::{BuildError, Result, directive, tell};

/// What the file that holds for a catalog at this path of the package says, or what holds without one.
///
/// Cargo is told of the file where there is one: it runs a build script each time that it was told of a file which is
/// not there.
pub fn check_options(
    package: &Path,
    catalog: &Path,
    sources: &mut Sources,
) -> Result<CheckOptions> {
    let Some(path) = config_of(package, Some(catalog)) else {
        return Ok(CheckOptions::default());
    };
    let shown = directive::shown_path(&path)?;
    tell(&directive::rerun_if_changed(shown));
    let bytes = fs::read(package.join(&path)).map_err(|source| BuildError::Config {
        path: path.clone(),
        source,
    })?;
    let file = sources.add_aside(shown, bytes);
    let mut read = read_config(sources, file, &Target::kinds());
    let Some(config) = read.config else {
        read.diagnostics
            .retain(|finding| finding.level == Level::Error);
        return Err(BuildError::findings(sources, &read.diagnostics));
    };
    let mut options = config.check_options();
    options.add_language(Language::Rust);
    Ok(options)
}
