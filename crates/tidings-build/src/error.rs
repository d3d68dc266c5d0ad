use std::fmt;
use std::io;
use std::path::PathBuf;

use tidings_catalog::render::{HumanOptions, human};
use tidings_catalog::{Diagnostic, Level, Sources};

/// Why nothing was generated.
///
/// Its `Debug`, which is what Rust shows of an error that `main` returns, is written for people.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The catalog has errors.
    #[error("the catalog has errors\n\n{findings}")]
    Findings {
        /// As `tidings check` shows them.
        findings: String,
    },
    /// The catalog cannot be read.
    #[error("cannot read the catalog `{}`: {source}", path.display())]
    Read {
        /// The catalog.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What was generated cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Not called from a build script.
    #[error("`{name}` is not set: call this from a build script, which cargo runs")]
    NoBuildScript {
        /// The missing environment variable.
        name: &'static str,
    },
}

/// More are not shown, since a build's output is read from its end.
const SHOWN_FINDINGS: usize = 20;

impl BuildError {
    /// Warnings were told to cargo before.
    pub(crate) fn findings(sources: &Sources, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.retain(|finding| finding.level == Level::Error);
        let options = HumanOptions {
            color: false,
            max_findings: SHOWN_FINDINGS,
        };
        Self::Findings {
            findings: human(sources, &diagnostics, &options),
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
