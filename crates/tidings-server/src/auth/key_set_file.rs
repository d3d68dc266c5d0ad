//! A key set in a file, read again when the file changes.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::AuthError;
use super::key_file;
use super::key_set::KeySet;
use super::renewal::Source;

/// How often a file is looked at.
pub(super) const PAUSE: Duration = Duration::from_secs(1);

/// A file that holds a key set.
pub(super) struct KeySetFile {
    path: PathBuf,
    pause: Duration,
    /// Modification time and size of what was last read.
    stamp: Option<(SystemTime, u64)>,
}

impl KeySetFile {
    pub(super) fn new(path: impl Into<PathBuf>, pause: Duration) -> Self {
        Self {
            path: path.into(),
            pause,
            stamp: None,
        }
    }

    fn read_stamp(&self) -> Option<(SystemTime, u64)> {
        let metadata = fs::metadata(&self.path).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    }
}

impl Source for KeySetFile {
    fn place(&self) -> String {
        self.path.display().to_string()
    }

    /// When asked it reads in any case: two changes may fall into one tick of the file system's clock.
    fn read(&mut self, asked: bool) -> Result<Option<KeySet>, AuthError> {
        // Before the content: what changes in between is then seen the next time.
        let stamp = self.read_stamp();
        if !asked && stamp.is_some() && stamp == self.stamp {
            return Ok(None);
        }
        let bytes = key_file::read(&self.path)?;
        let keys = KeySet::parse(&bytes).map_err(|reason| AuthError::key(self.place(), reason))?;
        self.stamp = stamp;
        Ok(Some(keys))
    }

    fn fresh_for(&self) -> Duration {
        self.pause
    }

    fn pause(&self) -> Duration {
        self.pause
    }
}
