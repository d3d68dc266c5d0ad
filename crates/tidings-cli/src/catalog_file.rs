//! Reading a catalog from disk, and telling what is wrong in it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tidings_catalog::render::{HumanOptions, human};
use tidings_catalog::{Catalog, Checked, Sources};

use crate::output;

/// The findings that people are shown unless they ask for more.
pub const SHOWN_FINDINGS: usize = 100;

/// The texts of a catalog. `-` is standard input.
pub fn read(path: &Path) -> Result<Sources> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
            .context("cannot read the catalog from standard input")?;
        return Ok(Sources::single("<stdin>", bytes));
    }
    let bytes =
        fs::read(path).with_context(|| format!("cannot read the catalog `{}`", path.display()))?;
    Ok(Sources::single(path.display().to_string(), bytes))
}

/// The catalog at this path when it has no errors; otherwise tells them on standard error. Warnings are told by `check`.
pub fn without_errors(path: &Path) -> Result<Option<Catalog>> {
    let sources = read(path)?;
    let Checked {
        catalog,
        mut diagnostics,
        ..
    } = tidings_catalog::check(&sources);
    if catalog.is_none() {
        diagnostics.retain(|diagnostic| diagnostic.level == tidings_catalog::Level::Error);
        let options = HumanOptions {
            color: output::stderr_has_color(),
            max_findings: SHOWN_FINDINGS,
        };
        anstream::eprint!("{}", human(&sources, &diagnostics, &options));
    }
    Ok(catalog)
}
