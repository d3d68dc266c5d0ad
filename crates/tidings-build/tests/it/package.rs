use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

/// A package that depends on this workspace, in a folder of its own. All share what cargo has built.
pub struct Package {
    name: &'static str,
    folder: PathBuf,
}

/// How a build, and the program that was built, ended.
pub struct Built {
    pub succeeded: bool,
    pub stdout: String,
    pub stderr: String,
}

impl Built {
    /// What was told, without the indentation that cargo gives to it.
    pub fn text(&self) -> String {
        let lines = self.stderr.lines().map(str::trim_start);
        lines.map(|line| format!("{line}\n")).collect()
    }
}

impl Package {
    pub fn new(name: &'static str) -> Self {
        let folder = shared().join("packages").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let package = Self { name, folder };
        package.write_manifest("");
        fs::copy(root().join("Cargo.lock"), package.folder.join("Cargo.lock")).unwrap();
        package
    }

    /// One whose program stores events.
    pub fn with_store(name: &'static str) -> Self {
        let package = Self::new(name);
        let store = root().join("crates/tidings-store");
        package.write_manifest(&format!(
            "tidings-store = {{ path = {store:?} }}\n\
             tokio = {{ version = \"1\", default-features = false, features = [\"rt\", \"time\"] }}\n"
        ));
        package
    }

    fn write_manifest(&self, more_dependencies: &str) {
        let name = self.name;
        let crates = root().join("crates");
        let manifest = format!(
            "[package]\nname = {name:?}\nedition = \"2024\"\n[workspace]\n\
             [dependencies]\ntidings = {{ path = {:?} }}\n{more_dependencies}\
             [build-dependencies]\ntidings-build = {{ path = {:?} }}\n",
            crates.join("tidings"),
            crates.join("tidings-build"),
        );
        self.write("Cargo.toml", &manifest);
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Builds it with cargo, without the network, and runs it.
    pub fn run(&self) -> Built {
        let output = Command::new(env!("CARGO"))
            .args(["run", "--color", "never"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", shared().join("target"))
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        Built {
            succeeded: output.status.success(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What the build script told cargo.
    pub fn directives(&self) -> Vec<String> {
        let output = fs::read_to_string(self.build_folder().join("output")).unwrap();
        output.lines().map(str::to_owned).collect()
    }

    /// A file in `OUT_DIR`.
    pub fn generated(&self, file: &str) -> PathBuf {
        self.build_folder().join("out").join(file)
    }

    pub fn modified(&self, file: &Path) -> SystemTime {
        fs::metadata(file).unwrap().modified().unwrap()
    }

    pub fn set_past(&self, file: &Path) {
        let past = SystemTime::now() - Duration::from_secs(3600);
        let file = fs::File::options().write(true).open(file).unwrap();
        file.set_modified(past).unwrap();
    }

    /// The newest folder of this package's build script that has an output.
    fn build_folder(&self) -> PathBuf {
        let entries = fs::read_dir(shared().join("target/debug/build")).unwrap();
        let prefix = format!("{}-", self.name);
        let folders = entries.map(|entry| entry.unwrap().path()).filter(|folder| {
            let name = folder.file_name().unwrap().to_string_lossy();
            name.starts_with(&prefix) && folder.join("output").exists()
        });
        folders
            .max_by_key(|folder| self.modified(&folder.join("output")))
            .expect("the build script ran")
    }
}

fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.join("../..").canonicalize().unwrap()
}

fn shared() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}
