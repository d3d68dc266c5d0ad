//! Files of records that a server refused, as `HttpSender` keeps them.

mod list;
mod replay;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use tidings_client::Letters;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show which records were refused, when and why
    List(list::Options),
    /// Send them again; those that are stored leave the file, the others stay with the new reason
    Replay(replay::Options),
}

pub fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::List(options) => list::run(options),
        Command::Replay(options) => replay::run(options),
    }
}

fn warn_of_unreadable(letters: &Letters) {
    for line in &letters.unreadable {
        anstream::eprintln!("warning: line {line} is no dead letter; it stays as it is");
    }
}
