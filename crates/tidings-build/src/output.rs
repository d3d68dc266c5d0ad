//! Writing a generated file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, PoisonError};

use crate::{BuildError, Result};

/// The catalogs compiled by this process, by the file that they were compiled to.
static COMPILED: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());

/// Writes the code generated from `catalog`, whole or not at all, unless the file has this text already.
pub fn write(path: &Path, text: &str, catalog: &Path) -> Result {
    claim(path, catalog)?;
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    write_atomically(path, text).map_err(|source| BuildError::Write {
        path: path.to_owned(),
        source,
    })
}

/// An error if another catalog was compiled to this file.
fn claim(path: &Path, catalog: &Path) -> Result {
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let first = compiled
        .entry(path.to_owned())
        .or_insert_with(|| catalog.to_owned());
    if first == catalog {
        return Ok(());
    }
    Err(BuildError::SameName {
        first: first.clone(),
        second: catalog.to_owned(),
        output: path.to_owned(),
    })
}

fn write_atomically(path: &Path, text: &str) -> io::Result<()> {
    let unfinished = path.with_extension(format!("{}.unfinished", process::id()));
    let written = fs::write(&unfinished, text).and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        // What is left of it would only be in the way; the first error is the one to tell.
        let _ = fs::remove_file(&unfinished);
    }
    written
}
