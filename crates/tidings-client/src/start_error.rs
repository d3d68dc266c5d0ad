use std::io;
use std::path::PathBuf;

/// Why an [`HttpSender`](crate::HttpSender) does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The URL is none of a server.
    #[error("`{url}` {reason}")]
    Url {
        /// As given.
        url: String,
        /// What it must be.
        reason: &'static str,
    },
    /// The URL holds a user or a password, and so is not shown.
    #[error("the server's URL must hold no user or password; give a token in the options")]
    Password,
    /// The events, and the token, would go to another machine without encryption.
    #[error(
        "events would go to `{url}` without encryption; use https://, or `allow_plain_http` where the way there is safe"
    )]
    PlainHttp {
        /// As given.
        url: String,
    },
    /// There is no token where one was to be.
    #[error("{0}")]
    Token(String),
    /// The certificates cannot be used.
    #[error("`{}` cannot be used: {reason}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Another sender, here or in another process, uses the spill file.
    #[error("spill file `{}` is used by another sender; give each process a file of its own", path.display())]
    SpillInUse {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else; it is left as it is.
    #[error("`{}` is no spill file of this version; move it away, or name another", path.display())]
    NoSpillFile {
        /// The file.
        path: PathBuf,
    },
    /// The spill file cannot be opened or mended.
    #[error("cannot use the spill file `{}`", path.display())]
    Spill {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The system gives no thread.
    #[error("no thread to send events")]
    Thread(#[source] io::Error),
}
