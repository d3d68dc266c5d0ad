use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

/// The JSON Schema of catalogs, for editors
///
/// Write it to a file beside the catalog, which names it in its first line:
///
///   # yaml-language-server: $schema=events.schema.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Options {}

pub fn run(_options: &Options) -> Result<ExitCode> {
    std::io::stdout().lock().write_all(text().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// As it is written to a file.
pub fn text() -> String {
    format!("{:#}\n", tidings_catalog::schema())
}
