//! One file per command.

pub mod check;
pub mod completions;
pub mod deadletter;
pub mod diff;
pub mod emit;
pub mod explain;
pub mod generate;
pub mod import;
pub mod init;
pub mod list;
pub mod migrate;
pub mod purge;
pub mod rules;
pub mod schema;
pub mod serve;
pub mod stats;
pub mod tail;

use std::future::Future;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::arguments::{Arguments, Command};
use crate::output;

pub fn run(arguments: Arguments) -> Result<ExitCode> {
    output::set_color(arguments.color);
    match arguments.command {
        Command::Init(options) => init::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Generate(options) => generate::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Rules(options) => rules::run(&options),
        Command::Schema(options) => schema::run(&options),
        Command::Stats(options) => stats::run(&options),
        Command::Emit(options) => block_on(emit::run(&options)),
        Command::List(options) => block_on(list::run(&options)),
        Command::Tail(options) => block_on(tail::run(&options)),
        Command::Import(options) => import::run(&options),
        Command::Purge(options) => block_on(purge::run(&options)),
        Command::Migrate(options) => block_on(migrate::run(&options)),
        Command::Serve(options) => block_on_threads(serve::run(&options)),
        Command::Deadletter(command) => deadletter::run(&command),
        Command::Completions(options) => completions::run(&options),
    }
}

fn block_on(future: impl Future<Output = Result<ExitCode>>) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .context("cannot start the async runtime")?
        .block_on(future)
}

/// A search that goes on for nobody does not keep the process.
const LEFT: Duration = Duration::from_secs(1);

/// The same with a thread for each core.
fn block_on_threads(future: impl Future<Output = Result<ExitCode>>) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.context("cannot start the async runtime")?;
    let done = runtime.block_on(future);
    runtime.shutdown_timeout(LEFT);
    done
}
