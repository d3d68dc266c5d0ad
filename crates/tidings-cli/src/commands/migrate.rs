use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use tidings_store::Store;

use crate::catalog_file;
use crate::database::{Partition, WrittenDatabase};

#[derive(Debug, Args)]
pub struct Options {
    /// Whose subjects the store is to have columns for: files, and folders of files, that are one catalog together; `-` is
    /// standard input
    #[arg(value_name = "CATALOG")]
    catalogs: Vec<PathBuf>,
    #[command(flatten)]
    database: WrittenDatabase,
    /// Divide a new store in PostgreSQL
    #[arg(long, value_enum, value_name = "BY")]
    partition: Option<Partition>,
    /// Change nothing, and write the SQL that would
    #[arg(long)]
    print_sql: bool,
}

pub async fn run(options: &Options) -> Result<ExitCode> {
    let url = options.database.url();
    let store_options = options.database.options_of_new(options.partition)?;
    let Some(definitions) = catalog_file::definitions(&options.catalogs)? else {
        return Ok(ExitCode::FAILURE);
    };
    let definitions: Vec<_> = definitions.iter().collect();
    if !options.print_sql {
        Store::open_with(url, &definitions, store_options).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let sql = Store::migration_sql(url, &definitions, store_options).await?;
    if sql.is_empty() {
        anstream::eprintln!("there is nothing to do: the store is as it should be");
    }
    stdout().lock().write_all(sql.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
