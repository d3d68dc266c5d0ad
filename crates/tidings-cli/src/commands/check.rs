use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use tidings_catalog::render::{self, HumanOptions};
use tidings_catalog::{Checked, Sources};

use crate::{catalog_file, output};

#[derive(Debug, Args)]
pub struct Options {
    /// Catalogs, each checked for itself; `-` is standard input
    #[arg(required = true, value_name = "CATALOG")]
    catalogs: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit with 1 for a warning, too
    #[arg(long)]
    deny_warnings: bool,
    /// Show so many findings in the human format; 0 for all
    #[arg(long, value_name = "N", default_value_t = catalog_file::SHOWN_FINDINGS)]
    max_findings: usize,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// With the lines of the catalog, for people
    #[default]
    Human,
    /// For programs
    Json,
    /// Annotations of GitHub Actions
    Github,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let from_stdin = |path: &&PathBuf| path.as_path() == Path::new("-");
    if options.catalogs.iter().filter(from_stdin).count() > 1 {
        bail!("standard input can be read only once; give one `-`");
    }
    let mut checked = Vec::with_capacity(options.catalogs.len());
    for path in &options.catalogs {
        match catalog_file::read(path) {
            Ok(sources) => {
                let result = tidings_catalog::check(&sources);
                checked.push((sources, result));
            }
            Err(error) => output::tell(&error),
        }
    }
    if !checked.is_empty() {
        show(&checked, options)?;
    }
    let failed = sum(&checked, Checked::errors) > 0
        || options.deny_warnings && sum(&checked, Checked::warnings) > 0;
    Ok(if checked.len() < options.catalogs.len() {
        ExitCode::from(2)
    } else if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn show(checked: &[CheckedFile], options: &Options) -> Result<()> {
    let text = match options.format {
        Format::Human => human(checked, options.max_findings),
        Format::Json => render::json_all(checked) + "\n",
        Format::Github => checked
            .iter()
            .map(|(sources, result)| render::github(sources, &result.diagnostics))
            .collect(),
    };
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

type CheckedFile = (Sources, Checked);

fn sum(checked: &[CheckedFile], count: impl Fn(&Checked) -> usize) -> usize {
    checked.iter().map(|(_, result)| count(result)).sum()
}

/// The findings; how many there are of what goes to standard error.
fn human(checked: &[CheckedFile], max_findings: usize) -> String {
    let options = HumanOptions {
        color: output::stdout_has_color(),
        max_findings,
    };
    let texts = checked
        .iter()
        .map(|(sources, result)| render::human(sources, &result.diagnostics, &options));
    let text = texts.collect();
    anstream::eprintln!(
        "{}, {}, {}",
        counted(sum(checked, |result| result.events), "event"),
        counted(sum(checked, Checked::errors), "error"),
        counted(sum(checked, Checked::warnings), "warning"),
    );
    text
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
