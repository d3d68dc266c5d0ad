use std::ffi::OsString;

use clap::builder::Resettable;
use clap::{
    Arg, Command as ClapCommand, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
};

use crate::commands;

/// Events as a declared, typed, tested part of a service
#[derive(Debug, Parser)]
#[command(
    name = "tidings",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
pub struct Arguments {
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    Always,
    Never,
}

/// In the order in which people come to need them.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a catalog to start from
    Init(commands::init::Options),
    /// Find everything that is wrong in catalogs
    Check(commands::check::Options),
    /// Tell what changed between two catalogs, and whom it breaks
    Diff(commands::diff::Options),
    /// Write the code or documents of one target
    Generate(commands::generate::Options),
    /// Tell what a finding means, or which severity to use
    Explain(commands::explain::Options),
    /// List everything that is checked
    Rules(commands::rules::Options),
    /// Write the JSON Schema of catalogs, for editors
    Schema(commands::schema::Options),
    /// Count what a catalog has
    Stats(commands::stats::Options),
    /// Store one event; creates the store where there is none
    Emit(commands::emit::Options),
    /// Show stored events
    List(commands::list::Options),
    /// Show events as they are stored
    Tail(commands::tail::Options),
    /// Store the events of another service's list
    Import(commands::import::Options),
    /// Remove stored events for good
    Purge(commands::purge::Options),
    /// Create a store, or bring it to this version and to the subjects of catalogs
    ///
    /// `emit` and `import` do so too before they store. They create the file of a store in SQLite; no other command does.
    Migrate(commands::migrate::Options),
    /// Answer over HTTP who asks for events, or tells of them
    Serve(Box<commands::serve::Options>),
    /// Look at what a server refused to store, and send it again
    #[command(subcommand)]
    Deadletter(commands::deadletter::Command),
    /// Write a completion script for a shell
    Completions(commands::completions::Options),
}

/// The arguments of this command line; ends the process for what is wrong in it, and for help.
pub fn parse(words: Vec<OsString>) -> Arguments {
    let command = Arguments::command().mut_subcommands(without_empty_variables);
    let mut matches = command.get_matches_from(words);
    Arguments::from_arg_matches_mut(&mut matches).unwrap_or_else(|error| error.exit())
}

/// A variable without a value, as environment files have them, is one that is not set.
fn without_empty_variables(command: ClapCommand) -> ClapCommand {
    let is_empty = |arg: &Arg| {
        let variable = arg.get_env().and_then(std::env::var_os);
        variable.is_some_and(|value| value.is_empty())
    };
    command.mut_args(|arg| match is_empty(&arg) {
        true => arg.env(Resettable::Reset),
        false => arg,
    })
}
