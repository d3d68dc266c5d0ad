use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;

/// Shows every part of the format once; `check` finds nothing in it.
const CATALOG: &str = include_str!("init.yaml");

#[derive(Debug, Args)]
pub struct Options {
    /// Where to write it; an existing file is left alone
    #[arg(default_value = "events.yaml")]
    path: PathBuf,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let path = options.path.display();
    if options.path == Path::new("-") {
        bail!("writing to standard output is not supported; name a file");
    }
    if let Some(folder) = options.path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create `{path}`"))?;
    }
    let mut file = match OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&options.path)
    {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("`{path}` exists already; it is left as it is");
        }
        Err(error) => return Err(error).with_context(|| format!("cannot create `{path}`")),
    };
    file.write_all(CATALOG.as_bytes())
        .with_context(|| format!("cannot write `{path}`"))?;
    anstream::eprintln!("wrote {path}; `tidings check {path}` checks it");
    Ok(ExitCode::SUCCESS)
}
