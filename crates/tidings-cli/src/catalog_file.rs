//! Reading a catalog from disk, and telling what is wrong in it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tidings::Definition;
use tidings_catalog::render::{HumanOptions, human};
use tidings_catalog::{Catalog, CheckOptions, Checked, Diagnostic, Level, Sources};
use tidings_files::CatalogFiles;

use crate::output;

/// The findings that people are shown unless they ask for more.
pub const SHOWN_FINDINGS: usize = 100;

/// What stands for standard input.
pub const STDIN: &str = "-";

/// The files of the catalog at these paths: files, folders, standard input.
pub fn read(paths: &[PathBuf]) -> Result<CatalogFiles> {
    let is_stdin = |path: &&PathBuf| path.as_path() == Path::new(STDIN);
    if paths.iter().filter(is_stdin).count() > 1 {
        bail!("standard input can be read only once; give one `-`");
    }
    let mut files = CatalogFiles::default();
    for path in paths {
        if is_stdin(&path) {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
                .context("cannot read the catalog from standard input")?;
            files.add_text("<stdin>", bytes);
        } else {
            files.add(path)?;
        }
    }
    Ok(files)
}

/// The catalog at these paths, for those who generate no code from it, when it has no errors; otherwise tells them on
/// standard error. Warnings are told by `check`.
pub fn without_errors(paths: &[PathBuf]) -> Result<Option<Catalog>> {
    let sources = read(paths)?.sources;
    Ok(checked(&sources, &CheckOptions::without_languages()))
}

/// The same of one that is read already, checked in another way.
pub fn checked(sources: &Sources, options: &CheckOptions) -> Option<Catalog> {
    let Checked {
        catalog,
        diagnostics,
        ..
    } = tidings_catalog::check_with(sources, options);
    if catalog.is_none() {
        tell_errors(sources, diagnostics);
    }
    catalog
}

/// The errors among these, on standard error.
pub fn tell_errors(sources: &Sources, mut diagnostics: Vec<Diagnostic>) {
    diagnostics.retain(|diagnostic| diagnostic.level == Level::Error);
    let options = HumanOptions {
        color: output::stderr_has_color(),
        max_findings: SHOWN_FINDINGS,
    };
    anstream::eprint!("{}", human(sources, &diagnostics, &options));
}

/// What the catalog defines for a store; nothing when there are no paths, `None` when there are errors, which were told.
pub fn definitions(paths: &[PathBuf]) -> Result<Option<Vec<Definition>>> {
    if paths.is_empty() {
        return Ok(Some(Vec::new()));
    }
    Ok(without_errors(paths)?.map(|catalog| tidings_server::definitions(&catalog)))
}
