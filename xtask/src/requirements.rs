//! What the tests need beside cargo, and how to get it.

use anyhow::{Context, Result, bail};

use crate::{go, node, python, shell};

struct Requirement {
    name: &'static str,
    /// What needs it.
    purpose: &'static str,
    /// Succeeds when it is there.
    probe: &'static [&'static str],
    source: Source,
}

/// From where it is installed.
enum Source {
    /// Packages of Debian and its descendants.
    Debian(&'static [&'static str]),
    /// A component of the Rust toolchain.
    Rustup(&'static str),
}

const REQUIREMENTS: &[Requirement] = &[
    Requirement {
        name: "a C compiler",
        purpose: "builds the SQLite that comes with the store, and a generated header",
        probe: &["cc", "--version"],
        source: Source::Debian(&["gcc", "libc6-dev"]),
    },
    Requirement {
        name: "rustfmt",
        purpose: "a test holds generated code to its format",
        probe: &["rustfmt", "--version"],
        source: Source::Rustup("rustfmt"),
    },
    Requirement {
        name: "clippy",
        purpose: "a test holds generated code to its lints",
        probe: &["cargo", "clippy", "--version"],
        source: Source::Rustup("clippy"),
    },
    Requirement {
        name: "git",
        purpose: "tests compare catalogs in revisions",
        probe: &["git", "--version"],
        source: Source::Debian(&["git"]),
    },
    Requirement {
        name: "PostgreSQL",
        purpose: "tests start servers of their own",
        // Debian keeps the server's programs off the path, in a folder per version.
        probe: &[
            "sh",
            "-c",
            "command -v psql && { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; }",
        ],
        source: Source::Debian(&["postgresql"]),
    },
    Requirement {
        name: "PgBouncer",
        purpose: "a test sends through its transaction pooling",
        // Daemons are not on every user's path.
        probe: &["sh", "-c", "command -v pgbouncer || ls /usr/sbin/pgbouncer"],
        source: Source::Debian(&["pgbouncer"]),
    },
    Requirement {
        name: "openssl",
        purpose: "makes the certificates of a test of TLS",
        probe: &["openssl", "version"],
        source: Source::Debian(&["openssl"]),
    },
    Requirement {
        name: "prlimit",
        purpose: "a test lets a server's disk be full",
        probe: &["prlimit", "--version"],
        source: Source::Debian(&["util-linux"]),
    },
    Requirement {
        name: "ps",
        purpose: "a test finds the processes of a server",
        probe: &["ps", "--version"],
        source: Source::Debian(&["procps"]),
    },
    Requirement {
        name: "wrk",
        purpose: "a benchmark loads the service with it",
        probe: &["sh", "-c", "command -v wrk"],
        source: Source::Debian(&["wrk"]),
    },
    Requirement {
        name: "Python 3.11 or later, with venv",
        purpose: "runs published clients of the service",
        probe: &[
            "python3",
            "-c",
            "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))",
        ],
        source: Source::Debian(&["python3", "python3-venv"]),
    },
    Requirement {
        name: "Node.js 20.3 or later",
        purpose: "runs generated TypeScript and what checks it",
        probe: &[
            "node",
            "--eval",
            "process.exit(typeof AbortSignal.any === 'function' ? 0 : 1)",
        ],
        source: Source::Debian(&["nodejs"]),
    },
    Requirement {
        name: "npm",
        purpose: "installs the TypeScript compiler",
        probe: &["npm", "--version"],
        source: Source::Debian(&["npm"]),
    },
    Requirement {
        name: "Go 1.21 or later",
        purpose: "tests format, compile and run generated Go",
        // Not on the path where it was installed without a package.
        probe: &[
            "sh",
            "-c",
            "PATH=$PATH:/usr/local/go/bin; command -v gofmt && go version | grep -E 'go1\\.(2[1-9]|[3-9][0-9])|go[2-9]'",
        ],
        source: Source::Debian(&["golang-go"]),
    },
];

/// Installs what is missing; fails, naming it, when something still is.
pub fn install() -> Result<()> {
    let missing: Vec<&Requirement> = missing().collect();
    let mut packages = Vec::new();
    for requirement in missing {
        eprintln!("missing: {requirement}");
        match requirement.source {
            Source::Debian(names) => packages.extend(names),
            Source::Rustup(component) => {
                shell::run(shell::command("rustup", &["component", "add", component]))?;
            }
        }
    }
    if !packages.is_empty() {
        install_packages(&packages)?;
    }
    if !python::is_installed()? {
        eprintln!("missing: {}", python::WHAT);
        python::install()?;
    }
    if !node::is_installed()? {
        eprintln!("missing: {}", node::WHAT);
        node::install()?;
    }
    if !go::is_installed() {
        eprintln!("missing: {}", go::WHAT);
        go::install()?;
    }
    check()
}

/// Fails, naming all that is missing.
pub fn check() -> Result<()> {
    let mut missing: Vec<String> = missing().map(ToString::to_string).collect();
    if !python::is_installed()? {
        missing.push(python::WHAT.to_owned());
    }
    if !node::is_installed()? {
        missing.push(node::WHAT.to_owned());
    }
    if !go::is_installed() {
        missing.push(go::WHAT.to_owned());
    }
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "the tests need {}; `cargo xtask setup` installs what is missing",
        missing.join(", ")
    );
}

fn missing() -> impl Iterator<Item = &'static Requirement> {
    REQUIREMENTS.iter().filter(|requirement| {
        let probe = shell::command(requirement.probe[0], &requirement.probe[1..]).output();
        !probe.is_ok_and(|output| output.status.success())
    })
}

fn install_packages(packages: &[&str]) -> Result<()> {
    if !is_root()? {
        bail!(
            "only root installs packages; as root run: apt-get update && apt-get install {}",
            packages.join(" ")
        );
    }
    shell::run(shell::command("apt-get", &["update"]))?;
    let mut install = shell::command("apt-get", &["install", "--yes", "--no-install-recommends"]);
    // Nobody is there to answer a package's questions.
    install
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    shell::run(install)
}

fn is_root() -> Result<bool> {
    let output = shell::command("id", &["-u"]).output();
    Ok(output.context("cannot run id")?.stdout.trim_ascii() == b"0")
}

impl std::fmt::Display for Requirement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.name, self.purpose)
    }
}
