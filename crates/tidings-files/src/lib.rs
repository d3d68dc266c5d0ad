//! Paths of files and folders in; the texts of one catalog ([`Sources`]), in the order that everybody uses, out.
//!
//! The files are in the order of the paths given; those of a folder in the order of their names' bytes. Of a folder
//! count `*.yaml` and `*.yml` that lie in it itself and are not hidden.

mod config;
mod error;

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use tidings_catalog::Sources;

pub use config::{CONFIG_FILE, config_of};
pub use error::ReadError;

/// The files of one catalog, as they are gathered.
///
/// ```
/// use tidings_files::CatalogFiles;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let temporary = tempfile::tempdir()?;
/// # let folder = temporary.path();
/// std::fs::write(folder.join("hosts.yaml"), "x-events: []")?;
/// std::fs::write(folder.join("clusters.yml"), "x-events: []")?;
/// let sources = CatalogFiles::read([folder])?.sources;
/// let names: Vec<_> = sources.files().map(|file| sources.name(file)).collect();
/// assert!(names[0].ends_with("clusters.yml") && names[1].ends_with("hosts.yaml"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct CatalogFiles {
    /// The texts; each is named as the path that was given for it.
    pub sources: Sources,
    /// Where each of them was read; none for a text that is in no file.
    pub paths: Vec<Option<PathBuf>>,
    /// What relative paths are relative to.
    base: PathBuf,
    /// The names of the files by the place to which links lead.
    known: HashMap<PathBuf, String>,
}

impl CatalogFiles {
    /// The files at these paths.
    ///
    /// # Errors
    /// See [`CatalogFiles::add`].
    pub fn read(paths: impl IntoIterator<Item: AsRef<Path>>) -> Result<Self, ReadError> {
        let mut files = Self::default();
        for path in paths {
            files.add(path.as_ref())?;
        }
        Ok(files)
    }

    /// None yet; relative paths are read within this folder, and shown as they are given.
    pub fn within(base: impl Into<PathBuf>) -> Self {
        Self {
            base: base.into(),
            ..Self::default()
        }
    }

    /// Adds a file, or those of a folder.
    ///
    /// # Errors
    /// What cannot be read, a folder without catalogs, a file that is there already.
    pub fn add(&mut self, path: &Path) -> Result<(), ReadError> {
        if !self.base.join(path).is_dir() {
            return self.add_file(path);
        }
        for name in catalogs_in(path, &self.base.join(path))? {
            self.add_file(&path.join(name))?;
        }
        Ok(())
    }

    /// Adds a text that is in no file.
    pub fn add_text(&mut self, name: &str, bytes: Vec<u8>) {
        self.sources.add(name, bytes);
        self.paths.push(None);
    }

    fn add_file(&mut self, path: &Path) -> Result<(), ReadError> {
        let (shown, full) = (path.display().to_string(), self.base.join(path));
        let bytes = fs::read(&full).map_err(|source| ReadError::File {
            path: full.clone(),
            source,
        })?;
        // What is no file on a disk, as a pipe, has no such place.
        let place = fs::canonicalize(&full).unwrap_or_else(|_| full.clone());
        if let Some(first) = self.known.insert(place, shown.clone()) {
            let second = shown;
            return Err(ReadError::Twice { first, second });
        }
        self.sources.add(shown, bytes);
        self.paths.push(Some(full));
        Ok(())
    }
}

/// The names of a folder's catalogs, in order.
fn catalogs_in(shown: &Path, folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let cannot_list = |source| ReadError::Folder {
        path: shown.to_owned(),
        source,
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot_list)? {
        let entry = entry.map_err(cannot_list)?;
        let name = entry.file_name();
        if is_catalog(&name) && !entry.path().is_dir() {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Err(ReadError::Empty {
            path: shown.to_owned(),
        });
    }
    names.sort_by(|one, other| one.as_encoded_bytes().cmp(other.as_encoded_bytes()));
    Ok(names.into_iter().map(PathBuf::from).collect())
}

/// Whether a file of this name in a folder is one of the catalog's.
pub fn is_catalog(name: &OsStr) -> bool {
    let extension = Path::new(name).extension();
    let is_yaml = extension.is_some_and(|extension| {
        extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
    });
    is_yaml && !name.as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, *file).unwrap();
        }
        folder
    }

    fn names(files: &CatalogFiles) -> Vec<&str> {
        let sources = &files.sources;
        sources.files().map(|file| sources.name(file)).collect()
    }

    #[test]
    fn paths_keep_their_order_and_a_folder_that_of_its_names() {
        let folder = folder(&[
            "c/b.yaml",
            "c/a.YML",
            "c/B.yaml",
            "c/é.yaml",
            "c/.hidden.yaml",
            "c/notes.md",
            "c/yaml",
            "c/deeper.yaml/d.yaml",
            "z.txt",
        ]);
        let mut files = CatalogFiles::within(folder.path());
        files.add(Path::new("z.txt")).unwrap();
        files.add(Path::new("c")).unwrap();
        let shown = ["z.txt", "c/B.yaml", "c/a.YML", "c/b.yaml", "c/é.yaml"];
        assert_eq!(names(&files), shown);
        for (file, name) in files.sources.files().zip(shown) {
            assert_eq!(files.sources.bytes(file), name.as_bytes());
            assert_eq!(files.paths[file.0 as usize], Some(folder.path().join(name)));
        }
    }

    #[test]
    fn what_is_no_catalog_is_told() {
        let folder = folder(&["a.yaml", "empty/notes.md"]);
        #[cfg(unix)]
        std::os::unix::fs::symlink("a.yaml", folder.path().join("link.yaml")).unwrap();
        let told = |paths: &[&str]| {
            let mut files = CatalogFiles::within(folder.path());
            let added = paths.iter().try_for_each(|path| files.add(Path::new(path)));
            added.unwrap_err().to_string()
        };
        assert_eq!(
            told(&["empty"]),
            "the folder `empty` has no catalog in it: no file whose name ends in .yaml or .yml"
        );
        assert_eq!(
            told(&["a.yaml", "./a.yaml"]),
            "`./a.yaml` is the same file as `a.yaml`; name it once"
        );
        assert_eq!(told(&["a.yaml", "a.yaml"]), "`a.yaml` is named twice");
        #[cfg(unix)]
        assert_eq!(
            told(&["."]),
            "`./link.yaml` is the same file as `./a.yaml`; name it once"
        );
        assert!(told(&["none.yaml"]).starts_with("cannot read the catalog `"));
    }
}
