use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use tidings_catalog::render::{HumanOptions, human};
use tidings_catalog::{Diagnostic, Sources};
use tidings_codegen::GenerateError;
use tidings_files::ReadError;

/// The findings that are shown before the rest is only counted.
const SHOWN_FINDINGS: usize = 100;

/// Why no code was generated. Its `Debug`, which is what `main` prints, is text for people.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The checker found errors in the catalog.
    #[error("{summary}\n\n{}", text.trim_end())]
    Findings {
        /// How many there are, in which files.
        summary: String,
        /// The errors with excerpts of the catalog; warnings were told to cargo.
        text: String,
    },
    /// The catalog cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The `tidings.toml` cannot be read.
    #[error("cannot read `{}`", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The path names no file or folder, is not UTF-8, or has a line break in it, so that cargo could not be told of it.
    #[error("`{}` cannot be a catalog's path: it must name a file or folder, in UTF-8, without line breaks", .0.display())]
    Path(PathBuf),
    /// Two catalogs of one name would overwrite each other's code.
    #[error(
        "`{}` and `{}` would both be compiled to `{}`; give one of them another file name",
        first.display(), second.display(), output.display()
    )]
    SameName {
        /// The catalog compiled first.
        first: PathBuf,
        /// The catalog compiled now.
        second: PathBuf,
        /// The file of both.
        output: PathBuf,
    },
    /// No build script of cargo is running.
    #[error("the variable {variable} is not set; call this from `build.rs`, which cargo runs")]
    NoBuildScript {
        /// What cargo would have set.
        variable: &'static str,
    },
    /// Nothing can be generated.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// The code cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl BuildError {
    /// `errors` is not empty.
    pub(crate) fn findings(sources: &Sources, errors: &[Diagnostic]) -> Self {
        let options = HumanOptions {
            color: false,
            max_findings: SHOWN_FINDINGS,
        };
        let count = match errors.len() {
            1 => "1 error".to_owned(),
            errors => format!("{errors} errors"),
        };
        let files: BTreeSet<_> = errors.iter().map(|error| error.span.file).collect();
        let files: Vec<_> = files.into_iter().map(|file| sources.name(file)).collect();
        Self::Findings {
            summary: format!("{count} in `{}`", files.join("`, `")),
            text: human(sources, errors, &options),
        }
    }
}

/// The message and what it was caused by, as `Display` writes them: `main` prints errors by their `Debug`.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        match self.source() {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}
