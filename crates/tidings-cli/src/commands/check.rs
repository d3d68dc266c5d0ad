use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
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
    let mut checked = Vec::with_capacity(options.catalogs.len());
    for path in &options.catalogs {
        let sources = catalog_file::read(path)?;
        let result = tidings_catalog::check(&sources);
        checked.push((sources, result));
    }
    let text = match options.format {
        Format::Human => human(&checked, options.max_findings),
        Format::Json => json(&checked)?,
        Format::Github => checked
            .iter()
            .map(|(sources, result)| render::github(sources, &result.diagnostics))
            .collect(),
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    let failed = sum(&checked, Checked::errors) > 0
        || options.deny_warnings && sum(&checked, Checked::warnings) > 0;
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
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

fn json(checked: &[CheckedFile]) -> Result<String> {
    if let [(sources, result)] = checked {
        return Ok(render::json(sources, result));
    }
    let mut diagnostics = Vec::new();
    for (sources, result) in checked {
        let mut one: Value = serde_json::from_str(&render::json(sources, result))?;
        if let Value::Array(found) = one["diagnostics"].take() {
            diagnostics.extend(found);
        }
    }
    let summary = json!({
        "errors": sum(checked, Checked::errors),
        "warnings": sum(checked, Checked::warnings),
        "events": sum(checked, |result| result.events),
    });
    Ok(json!({"diagnostics": diagnostics, "summary": summary}).to_string() + "\n")
}
