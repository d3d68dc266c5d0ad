//! Where the servers' programs are.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Where Debian keeps PostgreSQL's server programs, one folder a version.
const POSTGRES_VERSIONS: &str = "/usr/lib/postgresql";
/// Where daemons are; not on every user's `PATH`.
const DAEMONS: &str = "/usr/sbin";

/// A program of PostgreSQL, such as `initdb` or `pg_dump`.
///
/// The folder of `initdb` comes first: what the system has on `PATH` may be a wrapper that looks for a version and is
/// slow to start.
pub fn postgres(name: &str) -> PathBuf {
    let beside = initdb_folder().map(|folder| folder.join(name));
    let found = beside
        .filter(|path| path.is_file())
        .or_else(|| on_path(name));
    found.unwrap_or_else(|| missing("PostgreSQL", name))
}

/// The program of PgBouncer.
pub fn pgbouncer() -> PathBuf {
    let in_daemons = || Some(Path::new(DAEMONS).join("pgbouncer")).filter(|path| path.is_file());
    let found = on_path("pgbouncer").or_else(in_daemons);
    found.unwrap_or_else(|| missing("PgBouncer", "pgbouncer"))
}

/// A command without the variables that would lead a PostgreSQL program to another server.
pub fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            command.env_remove(name);
        }
    }
    command
}

fn missing(what: &str, program: &str) -> ! {
    panic!("{what} is missing: found no program `{program}`; `cargo xtask setup` installs it")
}

fn initdb_folder() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let on_path = on_path("initdb").and_then(|path| Some(path.parent()?.to_owned()));
        on_path.or_else(newest_version)
    });
    folder.as_deref()
}

fn newest_version() -> Option<PathBuf> {
    let versions = Path::new(POSTGRES_VERSIONS).read_dir().ok()?;
    let folders = versions.filter_map(|entry| {
        let entry = entry.ok()?;
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let programs = entry.path().join("bin");
        programs
            .join("initdb")
            .is_file()
            .then_some((version, programs))
    });
    folders.max().map(|(_, folder)| folder)
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let mut places = env::split_paths(&path).map(|folder| folder.join(name));
    places.find(|path| path.is_file())
}
