//! Files that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

/// What the names of files begin with that are not whole yet.
pub const TEMPORARY: &str = ".tidings-";

/// A file that is written whole or not at all, and not when it has the same bytes already. A link stays, and leads to the
/// new file.
pub struct Output {
    path: PathBuf,
    /// Where links lead.
    real: PathBuf,
    file: NamedTempFile,
}

impl Output {
    pub fn create(path: PathBuf) -> Result<Self> {
        let context = || cannot_write(&path);
        let real = real_path(&path).with_context(context)?;
        let folder = real
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        let temporary = tempfile::Builder::new()
            .prefix(TEMPORARY)
            .tempfile_in(folder);
        let file = temporary.with_context(context)?;
        Ok(Self { path, real, file })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file itself, where the path is a link to it.
    pub fn real_path(&self) -> &Path {
        &self.real
    }

    pub fn write(&mut self, text: &str) -> Result<()> {
        let written = self.file.write_all(text.as_bytes());
        written.with_context(|| cannot_write(&self.path))
    }

    /// Whether the file changed.
    pub fn replace(self) -> Result<bool> {
        // That there is no old file, or none to be read, is no error.
        let changes = !have_same_bytes(self.file.path(), &self.real).unwrap_or(false);
        if changes {
            keep_mode(&self.real, &self.file)?;
            let persisted = self.file.persist(&self.real);
            persisted.with_context(|| cannot_write(&self.path))?;
        }
        Ok(changes)
    }
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write `{}`", path.display())
}

fn real_path(path: &Path) -> io::Result<PathBuf> {
    if path.is_symlink() {
        fs::canonicalize(path)
    } else {
        Ok(path.to_owned())
    }
}

fn have_same_bytes(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (
        BufReader::new(File::open(one)?),
        BufReader::new(File::open(other)?),
    );
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if length == 0 {
            return Ok(left.len() == right.len());
        }
        if left[..length] != right[..length] {
            return Ok(false);
        }
        one.consume(length);
        other.consume(length);
    }
}

/// Gives the new file the mode of the old one, or that of any new file.
#[cfg(unix)]
fn keep_mode(path: &Path, file: &NamedTempFile) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_or(0o644, |old| old.permissions().mode());
    file.as_file()
        .set_permissions(fs::Permissions::from_mode(mode))
        .context("cannot set the mode of the new file")
}

#[cfg(not(unix))]
fn keep_mode(_path: &Path, _file: &NamedTempFile) -> Result<()> {
    Ok(())
}
