use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use tidings_catalog::render::escape_terminal;
use tidings_codegen::{GeneratedFile, Target};

use crate::catalog_file;
use crate::place::Place;

#[derive(Debug, Args)]
pub struct Options {
    /// `-` is standard input
    #[arg(default_value = "events.yaml")]
    catalog: PathBuf,
    /// What to generate: rust
    #[arg(long, value_name = "TARGET")]
    target: Target,
    /// The file to write, as src/events.rs; any path without an extension, or with `/` at its end, is a folder, for a
    /// file named after the catalog
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// A setting of the target; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = setting)]
    settings: Vec<(String, String)>,
    /// Write nothing; exit with 1 when a file is not what would be written
    #[arg(long)]
    check: bool,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or("a setting is KEY=VALUE")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let Place { folder, stem } = Place::of(&options.out, &options.catalog)?;
    let Some(catalog) = catalog_file::without_errors(&options.catalog)? else {
        return Ok(ExitCode::FAILURE);
    };
    let mut target_options = tidings_codegen::Options::named(stem);
    target_options
        .settings
        .extend(options.settings.iter().cloned());
    let files = tidings_codegen::generate(options.target, &catalog, &target_options)?;
    if options.check {
        return check(&folder, &files);
    }
    for file in &files {
        check_is_not(&options.catalog, &folder.join(&file.path))?;
    }
    for file in &files {
        write(&folder.join(&file.path), file.text.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn check(folder: &Path, files: &[GeneratedFile]) -> Result<ExitCode> {
    let mut differs = false;
    for file in files {
        let path = folder.join(&file.path);
        let shown = path.display();
        match fs::read(&path) {
            Ok(old) if old == file.text.as_bytes() => continue,
            Ok(old) => anstream::eprintln!(
                "{shown} is out of date: {}",
                first_difference(&old, &file.text)
            ),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                anstream::eprintln!("{shown} is missing")
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read `{shown}`")),
        }
        differs = true;
    }
    if differs {
        anstream::eprintln!(
            "{}: run the same command without --check",
            crate::output::hint_word()
        );
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn first_difference(old: &[u8], new: &str) -> String {
    let old = String::from_utf8_lossy(old);
    let (mut olds, mut news) = (old.lines(), new.lines());
    let shown = |line: Option<&str>| {
        line.map_or("the end of the file".to_owned(), |line| {
            format!("`{}`", escape_terminal(line))
        })
    };
    for line in 1.. {
        match (olds.next(), news.next()) {
            (None, None) => break,
            (old, new) if old == new => continue,
            (old, new) => {
                return format!("line {line} is {}, and would be {}", shown(old), shown(new));
            }
        }
    }
    if old.contains('\r') {
        "only line endings differ (CRLF)".to_owned()
    } else {
        "only the line break at its end differs".to_owned()
    }
}

/// The catalog is never overwritten with what is generated from it.
fn check_is_not(catalog: &Path, output: &Path) -> Result<()> {
    match (fs::canonicalize(catalog), fs::canonicalize(output)) {
        (Ok(one), Ok(other)) if one == other => {
            bail!("`{}` is the catalog; name another file", output.display())
        }
        _ => Ok(()),
    }
}

/// Writes the file whole or not at all, and not when it has these bytes already. A link stays, and leads to the new file.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let context = || format!("cannot write `{}`", path.display());
    let path = &if path.is_symlink() {
        fs::canonicalize(path).with_context(context)?
    } else {
        path.to_owned()
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(context)?;
    let mut file = tempfile::Builder::new()
        .prefix(".tidings-")
        .tempfile_in(folder)
        .with_context(context)?;
    file.write_all(bytes).with_context(context)?;
    keep_mode(path, &file)?;
    file.persist(path).with_context(context)?;
    Ok(())
}

/// Gives the new file the mode of the old one, or that of any new file.
#[cfg(unix)]
fn keep_mode(path: &Path, file: &tempfile::NamedTempFile) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_or(0o644, |old| old.permissions().mode());
    file.as_file()
        .set_permissions(fs::Permissions::from_mode(mode))
        .context("cannot set the mode of the new file")
}

#[cfg(not(unix))]
fn keep_mode(_path: &Path, _file: &tempfile::NamedTempFile) -> Result<()> {
    Ok(())
}
