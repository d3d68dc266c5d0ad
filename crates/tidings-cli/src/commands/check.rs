use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use tidings_catalog::render::{self, HumanOptions, JunitOptions};
use tidings_catalog::{Checked, Sources};

use crate::config_file::{ConfigOptions, Configured};
use crate::{catalog_file, fixing, output};

#[derive(Debug, Args)]
pub struct Options {
    /// The catalog: files, and folders of files, that are one catalog together; `-` is standard input; by default that of
    /// tidings.toml, or events.yaml
    #[arg(value_name = "CATALOG")]
    catalogs: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit with 1 for a warning, too
    #[arg(long)]
    deny_warnings: bool,
    /// Show so many findings in the human format; 0 for all
    #[arg(long, value_name = "N", default_value_t = catalog_file::SHOWN_FINDINGS)]
    max_findings: usize,
    /// Mend in the files what has a certain remedy, and show what is left
    #[arg(long)]
    fix: bool,
    /// Write nothing; show what `--fix` would change as a unified diff
    #[arg(long, requires = "fix", conflicts_with = "format")]
    dry_run: bool,
    #[command(flatten)]
    config: ConfigOptions,
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
    /// SARIF 2.1.0, as code scanning takes it
    Sarif,
    /// Tests for CI systems: one for each rule that found something in a file
    Junit,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let stdin = Path::new(catalog_file::STDIN);
    if options.fix && options.catalogs.iter().any(|path| path == stdin) {
        bail!(
            "standard input cannot be fixed; name the file, as in `tidings check --fix events.yaml`"
        );
    }
    let mut configured = options.config.read(&options.catalogs)?;
    let mut diagnostics = std::mem::take(&mut configured.diagnostics);
    let (sources, mut checked) = checked(&mut configured, options)?;
    diagnostics.append(&mut checked.diagnostics);
    checked.diagnostics = diagnostics;
    if options.dry_run {
        tell_counts(&checked);
    } else {
        show(&sources, &checked, options)?;
    }
    let failed = checked.errors() > 0 || options.deny_warnings && checked.warnings() > 0;
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// The texts, as they are after fixing where that is wanted, and what is found in them.
fn checked(configured: &mut Configured, options: &Options) -> Result<(Sources, Checked)> {
    let check_options = configured.check_options();
    let files = &mut configured.files;
    // Only a file with errors could tell which.
    let is_known = !configured.catalog.is_empty();
    // It tells which rules are on.
    let is_configured = configured.config.is_some();
    if options.fix && is_known && is_configured {
        let fixed = tidings_catalog::fix(&files.sources, &check_options);
        if options.dry_run {
            fixing::show(files, &fixed)?;
        } else {
            fixing::write(files, &fixed)?;
        }
        return Ok((fixed.sources, fixed.checked));
    }
    let sources = std::mem::take(&mut files.sources);
    let checked = match is_known {
        true => tidings_catalog::check_with(&sources, &check_options),
        false => Checked::default(),
    };
    Ok((sources, checked))
}

fn show(sources: &Sources, checked: &Checked, options: &Options) -> Result<()> {
    let text = match options.format {
        Format::Human => human(sources, checked, options.max_findings),
        Format::Json => render::json(sources, checked) + "\n",
        Format::Github => render::github(sources, &checked.diagnostics),
        Format::Sarif => render::sarif(sources, &checked.diagnostics) + "\n",
        Format::Junit => {
            let deny_warnings = options.deny_warnings;
            render::junit(
                sources,
                &checked.diagnostics,
                JunitOptions { deny_warnings },
            )
        }
    };
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

/// The findings; how many there are of what goes to standard error.
fn human(sources: &Sources, checked: &Checked, max_findings: usize) -> String {
    let options = HumanOptions {
        color: output::stdout_has_color(),
        max_findings,
    };
    tell_counts(checked);
    render::human(sources, &checked.diagnostics, &options)
}

fn tell_counts(checked: &Checked) {
    anstream::eprintln!(
        "{}, {}, {}",
        counted(checked.events, "event"),
        counted(checked.errors(), "error"),
        counted(checked.warnings(), "warning"),
    );
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
