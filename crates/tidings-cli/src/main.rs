//! Command lines in; the work of one command, data on standard output and everything else on standard error, out.
//!
//! Exit codes: 0 done; 1 a finding that is an error, a difference found by `--check`; 2 usage, environment, store.

// `check` and `generate` make and drop millions of small texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod arguments;
mod assisted;
mod catalog_file;
mod client;
mod commands;
mod compared;
mod config_file;
mod database;
mod duration;
mod events_file;
mod filters;
mod fixing;
mod generation;
mod git;
mod identity;
mod importing;
mod json_values;
mod output;
mod output_file;
mod place;
mod progress;
mod reader;
mod records;
mod redaction;
mod remote_list;
mod server;
mod signals;
mod source;
mod table;
mod templates;

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = arguments::parse(filters::with_subject_flags(std::env::args_os()));
    match commands::run(arguments) {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::tell(&error);
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output went away, as `head` does.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io_errors = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>());
    io_errors
        .into_iter()
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
