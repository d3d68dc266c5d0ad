//! What `diff` compares: a catalog in the file system, or as it was in a revision of a git repository.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use tidings_catalog::Sources;

use crate::catalog_file;
use crate::git::Repository;

/// BASE or HEAD.
pub enum Side {
    Path(PathBuf),
    Revision {
        revision: String,
        path: Option<String>,
    },
}

/// Where a catalog is when nothing says otherwise.
const CATALOG: &str = "events.yaml";

impl Side {
    /// A path, or `git:REV[:PATH]`.
    pub fn parse(text: &str) -> Result<Self> {
        let Some(rest) = text.strip_prefix("git:") else {
            return Ok(Self::Path(PathBuf::from(text)));
        };
        let (revision, path) = match rest.split_once(':') {
            Some((revision, path)) => (revision, Some(path.to_owned())),
            None => (rest, None),
        };
        if revision.is_empty() {
            bail!("`{text}` names no revision; write it as `git:REV` or `git:REV:PATH`");
        }
        if revision.starts_with('-') {
            bail!("`{revision}` is no revision: it begins with `-`");
        }
        Ok(Self::Revision {
            revision: revision.to_owned(),
            path,
        })
    }

    pub fn tagged(tag: &str) -> Self {
        Self::Revision {
            // A branch of the same name is not meant.
            revision: format!("refs/tags/{tag}"),
            path: None,
        }
    }

    /// The texts. `other` tells where a revision has the catalog when it does not say so itself.
    pub fn read(&self, other: &Self) -> Result<Sources> {
        let (revision, path) = match self {
            Self::Path(path) => {
                return Ok(catalog_file::read(std::slice::from_ref(path))?.sources);
            }
            Self::Revision { revision, path } => (revision, path),
        };
        match (path, other) {
            (Some(path), _) => Repository::at(Path::new("."))?.read(revision, path),
            (None, Self::Path(other)) if other.as_path() != Path::new("-") => {
                let repository = Repository::at(&folder(other))?;
                let path = repository.path_within(other)?;
                repository.read(revision, &path)
            }
            (
                None,
                Self::Revision {
                    path: Some(path), ..
                },
            ) => Repository::at(Path::new("."))?.read(revision, path),
            (None, _) => Repository::at(Path::new("."))?.read(revision, CATALOG),
        }
    }

    /// In whose repository its revisions are.
    pub fn folder(&self) -> PathBuf {
        match self {
            Self::Path(path) if path.as_path() != Path::new("-") => folder(path),
            _ => PathBuf::from("."),
        }
    }
}

fn folder(path: &Path) -> PathBuf {
    if path.is_dir() {
        return path.to_owned();
    }
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
