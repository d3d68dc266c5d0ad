//! Why the service does not start.

use std::io;

/// The configuration of authentication is no good.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// A file of keys cannot be read.
    #[error("cannot read the file of keys `{path}`")]
    Read {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// What a file or URL holds is no key that is of use here.
    #[error("`{place}` gives no key: {reason}")]
    Key {
        /// The file, or the URL without its query.
        place: String,
        /// What is wrong, and how to mend it. Nothing of the key.
        reason: String,
    },
    /// A key set's URL is no good, or does not answer with one.
    #[error("cannot fetch the key set {url}: {reason}")]
    Fetch {
        /// The URL without its query.
        url: String,
        /// What went wrong.
        reason: String,
    },
    /// The thread that renews a key set cannot be started.
    #[error("cannot start the thread that renews the key set")]
    Thread(#[source] io::Error),
}

impl AuthError {
    pub(super) fn key(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Key {
            place: place.into(),
            reason: reason.into(),
        }
    }

    /// With what is behind it, for the log.
    pub(super) fn with_cause(&self) -> String {
        match std::error::Error::source(self) {
            Some(cause) => format!("{self}: {cause}"),
            None => self.to_string(),
        }
    }
}
