use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tidings::timestamp;
use tidings_catalog::render::escape_json;
use tidings_client::{DeadLetter, DeadLetters};

use crate::table::Table;

#[derive(Debug, Args)]
pub struct Options {
    /// The file of dead letters
    file: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// An array with time, reason and record of each
    Json,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let read = DeadLetters::at(&options.file).read()?;
    super::warn_of_unreadable(&read);
    let text = match options.format {
        Format::Table => table(&read.letters),
        Format::Json => {
            let letters: Vec<Value> = read.letters.iter().map(json).collect();
            format!("{}\n", escape_json(serde_json::to_string(&letters)?))
        }
    };
    stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn table(letters: &[DeadLetter]) -> String {
    let mut table = Table::new(["REFUSED", "ID", "EVENT", "REASON"]);
    for letter in letters {
        let (time, id) = (timestamp::format(letter.time), letter.record.id.to_string());
        table.push([&time, &id, &letter.record.name, &letter.reason]);
    }
    table.to_string()
}

fn json(letter: &DeadLetter) -> Value {
    json!({
        "time": timestamp::format(letter.time),
        "reason": letter.reason,
        "record": letter.record,
    })
}
