use std::io;
use std::path::PathBuf;

/// Why the files of a catalog cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no such file, or it may not be read.
    #[error("cannot read the catalog `{}`", path.display())]
    File {
        /// Where it was looked for.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It may not be listed.
    #[error("cannot list the folder `{}`", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is the wrong folder, or its files are named otherwise.
    #[error(
        "the folder `{}` has no catalog in it: no file whose name ends in .yaml or .yml",
        path.display()
    )]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// All that it declares would be declared twice.
    #[error("{}", twice(first, second))]
    Twice {
        /// As it was named before.
        first: String,
        /// As it is named now.
        second: String,
    },
}

fn twice(first: &str, second: &str) -> String {
    if first == second {
        format!("`{first}` is named twice")
    } else {
        format!("`{second}` is the same file as `{first}`; name it once")
    }
}
