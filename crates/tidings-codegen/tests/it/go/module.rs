use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::catalogs::{manifest, root};

/// A copy of the module in `tests/go`, to which generated packages are added.
pub struct Module {
    folder: PathBuf,
}

impl Module {
    pub fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go-module");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        copy(&manifest().join("tests/go"), &folder);
        Self { folder }
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What a program of the Go distribution prints; it must succeed.
    pub fn run(&self, program: &str, arguments: &[&str]) -> String {
        let vectors = root().join("fixtures/vectors/4-vectors.jsonl");
        let output = Command::new(tool(program))
            .args(arguments)
            .current_dir(&self.folder)
            // Nothing is fetched, and no other Go than this one is used.
            .envs([
                ("GOPROXY", "off"),
                ("GOTOOLCHAIN", "local"),
                ("GOWORK", "off"),
                ("GOFLAGS", "-mod=readonly"),
            ])
            .env("TIDINGS_VECTORS", vectors)
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}; {HINT}"));
        let (stdout, stderr) = (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(
            output.status.success(),
            "{program} {arguments:?} failed in {}; {HINT}:\n{stdout}{stderr}",
            self.folder.display()
        );
        stdout
    }
}

const HINT: &str = "`cargo xtask setup` installs Go and the modules that this needs";

/// Go's own installer leaves it to its users to put its folder on their path.
fn tool(program: &str) -> PathBuf {
    let installed = Path::new("/usr/local/go/bin").join(program);
    let on_path = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    });
    if !on_path && installed.is_file() {
        return installed;
    }
    PathBuf::from(program)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
