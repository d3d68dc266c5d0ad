use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::arguments::Arguments;

#[derive(Debug, Args)]
pub struct Options {
    #[arg(value_enum)]
    shell: Shell,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    clap_complete::generate(
        options.shell,
        &mut Arguments::command(),
        "tidings",
        &mut std::io::stdout(),
    );
    Ok(ExitCode::SUCCESS)
}
