//! `check --fix`: a catalog's files with what was certainly wrong mended.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use similar::{Algorithm, TextDiff};
use tidings_catalog::render::escape_terminal;
use tidings_catalog::{FileId, Fixed};
use tidings_files::CatalogFiles;

use crate::output_file::Output;

/// Writes the files that changed, all of them or none, and tells how much was fixed in each.
pub fn write(files: &CatalogFiles, fixed: &Fixed) -> Result<()> {
    let mut outputs = Vec::new();
    for &file in fixed.counts.keys() {
        let path = files.paths[file.0 as usize].as_deref();
        let path = path.context("only files can be fixed")?;
        refuse_read_only(path)?;
        let mut output = Output::create(path.to_owned())?;
        output.write(text(fixed.sources.bytes(file)))?;
        outputs.push(output);
    }
    for output in outputs {
        output.replace()?;
    }
    tell("fixed", fixed);
    Ok(())
}

/// What would be written, as a unified diff on standard output.
pub fn show(files: &CatalogFiles, fixed: &Fixed) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    for &file in fixed.counts.keys() {
        let diff = difference(files, fixed, file);
        if stdout.is_terminal() {
            for line in diff.lines() {
                writeln!(stdout, "{}", escape_terminal(line))?;
            }
        } else {
            stdout.write_all(diff.as_bytes())?;
        }
    }
    tell("would fix", fixed);
    Ok(())
}

fn difference(files: &CatalogFiles, fixed: &Fixed, file: FileId) -> String {
    let (old, new) = (files.sources.bytes(file), fixed.sources.bytes(file));
    let name = files.sources.name(file);
    let mut diff = TextDiff::configure();
    let diff = diff.algorithm(Algorithm::Myers);
    let diff = diff.diff_lines(text(old), text(new));
    diff.unified_diff().header(name, name).to_string()
}

/// How many findings in which file.
fn tell(what: &str, fixed: &Fixed) {
    if fixed.counts.is_empty() {
        anstream::eprintln!("nothing can be fixed");
    }
    for (&file, count) in &fixed.counts {
        let plural = if *count == 1 { "" } else { "s" };
        let name = escape_terminal(fixed.sources.name(file));
        anstream::eprintln!("{what} {count} finding{plural} in {name}");
    }
}

/// Another file would take its place although nobody may write to this one.
fn refuse_read_only(path: &Path) -> Result<()> {
    let metadata = std::fs::metadata(path);
    let metadata = metadata.with_context(|| format!("cannot read `{}`", path.display()))?;
    if metadata.permissions().readonly() {
        bail!("cannot write `{}`: it is read-only", path.display());
    }
    Ok(())
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("what is not UTF-8 has nothing to fix")
}
