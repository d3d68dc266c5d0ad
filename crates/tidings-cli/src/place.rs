//! Where generated files go.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tidings_codegen::Target;

use crate::catalog_file::STDIN;

/// A folder, and what the main file in it is named, without the extension.
pub struct Place {
    pub folder: PathBuf,
    pub stem: String,
}

impl Place {
    /// `out` is the file when it ends as files of the target do, else a folder, for a file named after the catalog.
    ///
    /// # Errors
    /// What can be meant as neither.
    pub fn of(out: &Path, catalog: &[PathBuf], target: Target) -> Result<Self> {
        let place = Self::meant_by(out, catalog, target)?;
        if let Some(reason) = target.misnamed(&place.stem) {
            let file = format!("{}.{}", place.stem, target.extension());
            bail!(
                "`{file}` will not work: {reason}; name the file with --out, as events.{}",
                target.extension()
            );
        }
        Ok(place)
    }

    fn meant_by(out: &Path, catalog: &[PathBuf], target: Target) -> Result<Self> {
        let (shown, extension) = (out.display(), target.extension());
        if extension.is_empty() {
            return Self::of_many(out, catalog);
        }
        if out == Path::new("-") {
            bail!(
                "writing to standard output is not supported; name a .{extension} file or a folder"
            );
        }
        if is_folder(out) {
            return Self::in_folder(out, catalog, target);
        }
        if out.extension() == Some(OsStr::new(extension)) {
            let folder = out.parent().unwrap_or(Path::new("")).to_owned();
            let stem = stem(out)?;
            return Ok(Self { folder, stem });
        }
        if is_hidden(out) {
            bail!("`{shown}` has no name before the dot; name a .{extension} file or a folder");
        }
        if out.extension().is_some() || out.exists() {
            bail!("`{shown}` does not end in .{extension}; name a .{extension} file or a folder");
        }
        Self::in_folder(out, catalog, target)
    }

    /// A folder for files that have names of their own.
    fn of_many(folder: &Path, catalog: &[PathBuf]) -> Result<Self> {
        if folder == Path::new("-") || folder.is_file() {
            bail!(
                "`{}` is no folder, which templates write into; name one",
                folder.display()
            );
        }
        let stem = match catalog {
            [path] if path != Path::new(STDIN) => stem(path)?,
            _ => "events".to_owned(),
        };
        Ok(Self {
            folder: folder.to_owned(),
            stem,
        })
    }

    fn in_folder(folder: &Path, catalog: &[PathBuf], target: Target) -> Result<Self> {
        let nameless = match catalog {
            [path] if path == Path::new(STDIN) => Some("from standard input"),
            [_] => None,
            _ => Some("of several paths"),
        };
        if let Some(origin) = nameless {
            bail!(
                "a catalog {origin} has no name for the file in `{0}`; name the file, as `{1}`",
                folder.display(),
                folder
                    .join(format!("events{}.{}", target.infix(), target.extension()))
                    .display()
            );
        }
        let folder = folder.to_owned();
        let stem = stem(&catalog[0])? + target.infix();
        Ok(Self { folder, stem })
    }
}

fn is_folder(path: &Path) -> bool {
    let last = path.as_os_str().as_encoded_bytes().last();
    path.is_dir() || last.is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}

/// As `.rs`, which has no extension to the standard library.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(OsStr::as_encoded_bytes);
    path.extension().is_none() && name.is_some_and(|name| name.starts_with(b"."))
}

fn stem(path: &Path) -> Result<String> {
    let stem = match path.is_dir() {
        true => path.file_name(),
        false => path.file_stem(),
    };
    let stem = stem.and_then(OsStr::to_str);
    let stem = stem.with_context(|| {
        format!(
            "`{}` has no file name in UTF-8 to name the output after",
            path.display()
        )
    })?;
    Ok(stem.to_owned())
}
