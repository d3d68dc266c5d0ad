use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::json;
use tidings_catalog::Level;
use tidings_catalog::rules::{self, Rule};

use crate::table::Table;

#[derive(Debug, Args)]
pub struct Options {
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
    /// A page with the documentation of every rule
    Markdown,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let text = match options.format {
        Format::Table => table(),
        Format::Json => json(),
        Format::Markdown => markdown(),
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

pub fn level(rule: &Rule) -> &'static str {
    match rule.level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

/// Whether `check --fix` mends what it finds.
fn fix(rule: &Rule) -> &'static str {
    if rule.fixable { "yes" } else { "" }
}

fn table() -> String {
    let mut table = Table::new(["CODE", "RULE", "SEVERITY", "FIX", "SUMMARY"]);
    for rule in rules::all() {
        table.push([rule.code, rule.name, level(rule), fix(rule), rule.summary]);
    }
    table.to_string()
}

fn json() -> String {
    let rules = rules::all().iter().map(|rule| {
        json!({
            "code": rule.code, "rule": rule.name, "severity": level(rule), "summary": rule.summary,
            "silenceable": rule.silenceable, "fixable": rule.fixable, "docs": rule.docs,
        })
    });
    serde_json::Value::from_iter(rules).to_string() + "\n"
}

fn markdown() -> String {
    let mut page = String::from(
        "# Rules\n\nEverything that `tidings check` finds. `tidings explain CODE` shows one of these on the command line.\n\
         `tidings check --fix` mends what those with `yes` find, where only one remedy is likely.\n\n\
         | code | rule | severity | fix | summary |\n|---|---|---|---|---|\n",
    );
    for rule in rules::all() {
        let (code, name) = (rule.code, rule.name);
        let summary = rule.summary.replace('|', "\\|");
        let row = writeln!(
            page,
            "| {code} | [`{name}`](#{name}) | {} | {} | {summary} |",
            level(rule),
            fix(rule)
        );
        row.expect("writing to a string");
    }
    for rule in rules::all() {
        let section = write!(
            page,
            "\n## {}\n\n{}, {}.\n\n{}\n",
            rule.name,
            rule.code,
            level(rule),
            rule.docs.trim()
        );
        section.expect("writing to a string");
    }
    page
}
