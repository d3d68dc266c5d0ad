//! Temporary folders that sockets fit in.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::account;

/// A Unix socket's path ends at this many bytes, whatever the folder for temporary files is (`sun_path` less its NUL).
const MAX_SOCKET_PATH: usize = 107;
/// Where folders are made. Not `TMPDIR`, which may be long.
const PARENT: &str = "/tmp";

/// A folder of the user that servers run as; removed when dropped.
pub struct Folder(TempDir);

impl Folder {
    pub fn new(prefix: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix(prefix)
            .tempdir_in(PARENT)
            .unwrap_or_else(|error| panic!("cannot make a folder in {PARENT}: {error}"));
        account::give(folder.path());
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// As text, for URLs and configuration files.
    pub fn text(&self) -> &str {
        self.path()
            .to_str()
            .expect("the parent and the prefix are ASCII")
    }

    /// The path of a PostgreSQL socket in it.
    pub fn socket(&self, port: u16) -> PathBuf {
        let path = self.path().join(format!(".s.PGSQL.{port}"));
        let length = path.as_os_str().len();
        assert!(
            length <= MAX_SOCKET_PATH,
            "{} has {length} bytes, a socket's path at most {MAX_SOCKET_PATH}",
            path.display()
        );
        path
    }

    /// Writes a file that only the servers' user may read: they refuse keys that others can.
    pub fn write(&self, name: &str, contents: &[u8]) {
        let path = self.path().join(name);
        let written = fs::write(&path, contents)
            .and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(0o600)));
        written.unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
        account::give(&path);
    }
}
