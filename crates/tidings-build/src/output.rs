//! Files, written whole or not at all.

use std::path::Path;
use std::{fs, process};

use crate::{BuildError, Result};

/// Writes the file, unless it has this text already: a changed file makes cargo compile again.
pub(crate) fn write(path: &Path, text: &str) -> Result {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    let temporary = path.with_extension(format!("{}.tmp", process::id()));
    let written = fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    written.map_err(|source| {
        // Nothing half-written stays; that it may not be there is no second error.
        let _ = fs::remove_file(&temporary);
        BuildError::Write {
            path: path.to_owned(),
            source,
        }
    })
}
