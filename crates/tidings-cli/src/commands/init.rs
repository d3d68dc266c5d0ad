use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use tidings_files::CONFIG_FILE;

use crate::commands;

/// Shows every part of the format once; `check` finds nothing in it.
const CATALOG: &str = include_str!("init.yaml");

/// What is generated is for who uses it to say.
const CONFIG: &str = include_str!("init.toml");

/// Write a catalog to start from
///
/// Beside it goes the JSON Schema of catalogs, which the catalog's first line names, so that editors complete and check it
/// without a network.
#[derive(Debug, Args)]
pub struct Options {
    /// Where to write it, and a tidings.toml beside it; existing files are left alone
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
    let schema = options.path.with_extension("schema.json");
    let name = schema.file_name().unwrap_or_default().to_string_lossy();
    // Editors read the name up to a blank.
    let name = name.replace(' ', "%20");
    let catalog = format!("# yaml-language-server: $schema={name}\n{CATALOG}");
    if !write_new(&options.path, &catalog)? {
        bail!("`{path}` exists already; it is left as it is");
    }
    // One that is there already is probably the same.
    write_new(&schema, &commands::schema::text())?;
    anstream::eprintln!("wrote {path}; `tidings check {path}` checks it");
    let config = options.path.with_file_name(CONFIG_FILE);
    if write_new(&config, &config_of(&options.path))? {
        let config = config.display();
        anstream::eprintln!("wrote {config}; add what `tidings generate` is to write");
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether there was no such file before.
fn write_new(path: &Path, text: &str) -> Result<bool> {
    let shown = path.display();
    let opened = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error).with_context(|| format!("cannot create `{shown}`")),
    };
    file.write_all(text.as_bytes())
        .with_context(|| format!("cannot write `{shown}`"))?;
    Ok(true)
}

/// A tidings.toml for the catalog beside it.
fn config_of(catalog: &Path) -> String {
    let name = catalog.file_name().unwrap_or_default().to_string_lossy();
    // Control characters and quotes are escaped as in JSON.
    let name = serde_json::Value::from(name);
    CONFIG.replace("\"events.yaml\"", &name.to_string())
}
