use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use tempfile::NamedTempFile;
use tidings_catalog::render::escape_terminal;
use tidings_codegen::{GeneratedFile, Target};
use tidings_files::CatalogFiles;

use crate::catalog_file;
use crate::place::Place;
use crate::templates;

#[derive(Debug, Args)]
pub struct Options {
    /// Files, and folders of files, that are one catalog together; `-` is standard input
    #[arg(default_value = "events.yaml")]
    catalog: Vec<PathBuf>,
    /// What to generate: rust, go, typescript, python, json-schema, asyncapi, markdown, template
    #[arg(long, value_name = "TARGET")]
    target: Target,
    /// The file to write, as src/events.rs; any path without an extension, or with `/` at its end, is a folder, for a
    /// file named after the catalog
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// A setting of the target; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = setting)]
    settings: Vec<(String, String)>,
    /// The folder of templates; for the target template, whose setting it is
    #[arg(long, value_name = "DIR")]
    template: Option<String>,
    /// Write nothing; exit with 1 when a file is not what would be written
    #[arg(long)]
    check: bool,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or("a setting is KEY=VALUE")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let Place { folder, stem } = Place::of(&options.out, &options.catalog, options.target)?;
    let files = catalog_file::read(&options.catalog)?;
    let Some(catalog) = catalog_file::checked(&files.sources) else {
        return Ok(ExitCode::FAILURE);
    };
    let mut target_options = tidings_codegen::Options::named(stem);
    target_options
        .settings
        .extend(options.settings.iter().cloned());
    let folder_of_templates = options.template.iter();
    let template = folder_of_templates.map(|folder| ("template".to_owned(), folder.clone()));
    target_options.settings.extend(template);
    templates::read_into(&mut target_options, options.target)?;
    if options.check {
        let files = tidings_codegen::generate(options.target, &catalog, &target_options)?;
        return check(&folder, &files);
    }
    let mut outputs: Vec<Output> = Vec::new();
    let mut written = Ok(());
    tidings_codegen::generate_into(options.target, &catalog, &target_options, |path, text| {
        if written.is_ok() {
            let path = folder.join(path);
            written = write(&mut outputs, path, &files, text);
        }
    })?;
    written?;
    // All are whole now.
    outputs.into_iter().try_for_each(Output::replace)?;
    Ok(ExitCode::SUCCESS)
}

fn write(
    outputs: &mut Vec<Output>,
    path: PathBuf,
    catalog: &CatalogFiles,
    text: &str,
) -> Result<()> {
    if outputs.last().is_none_or(|output| output.path != path) {
        check_is_not(catalog, &path)?;
        outputs.push(Output::create(path)?);
    }
    let output = outputs.last_mut().expect("one was created");
    output
        .file
        .write_all(text.as_bytes())
        .with_context(|| cannot_write(&output.path))
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
fn check_is_not(catalog: &CatalogFiles, output: &Path) -> Result<()> {
    let Ok(place) = fs::canonicalize(output) else {
        return Ok(());
    };
    let mut places = catalog.paths.iter().flatten().flat_map(fs::canonicalize);
    if places.any(|one| one == place) {
        bail!("`{}` is the catalog; name another file", output.display());
    }
    Ok(())
}

/// A file that is written whole or not at all, and not when it has the same bytes already. A link stays, and leads to the
/// new file.
struct Output {
    path: PathBuf,
    file: NamedTempFile,
}

impl Output {
    fn create(path: PathBuf) -> Result<Self> {
        let context = || cannot_write(&path);
        let real = real_path(&path).with_context(context)?;
        let folder = real
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        let temporary = tempfile::Builder::new()
            .prefix(".tidings-")
            .tempfile_in(folder);
        let file = temporary.with_context(context)?;
        Ok(Self { path, file })
    }

    fn replace(self) -> Result<()> {
        let context = || cannot_write(&self.path);
        let real = real_path(&self.path).with_context(context)?;
        // That there is no old file, or none to be read, is no error.
        if !have_same_bytes(self.file.path(), &real).unwrap_or(false) {
            keep_mode(&real, &self.file)?;
            self.file.persist(&real).with_context(context)?;
        }
        Ok(())
    }
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write `{}`", path.display())
}

fn real_path(path: &Path) -> io::Result<PathBuf> {
    if path.is_symlink() {
        fs::canonicalize(path)
    } else {
        Ok(path.to_owned())
    }
}

fn have_same_bytes(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (
        BufReader::new(File::open(one)?),
        BufReader::new(File::open(other)?),
    );
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if length == 0 {
            return Ok(left.len() == right.len());
        }
        if left[..length] != right[..length] {
            return Ok(false);
        }
        one.consume(length);
        other.consume(length);
    }
}

/// Gives the new file the mode of the old one, or that of any new file.
#[cfg(unix)]
fn keep_mode(path: &Path, file: &NamedTempFile) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_or(0o644, |old| old.permissions().mode());
    file.as_file()
        .set_permissions(fs::Permissions::from_mode(mode))
        .context("cannot set the mode of the new file")
}

#[cfg(not(unix))]
fn keep_mode(_path: &Path, _file: &NamedTempFile) -> Result<()> {
    Ok(())
}
