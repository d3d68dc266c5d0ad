use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use tidings_catalog::rules::{self, Rule};

use crate::commands::rules::level;

const SEVERITY: &str = include_str!("severity.md");

#[derive(Debug, Args)]
pub struct Options {
    /// A rule's code (TD012) or name, or `severity`; without it, what there is to explain
    #[arg(value_name = "CODE|RULE|severity")]
    topic: Option<String>,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let text = match options.topic.as_deref() {
        None => topics(),
        Some("severity") => SEVERITY.to_owned(),
        Some(topic) => match rules::find(topic) {
            Some(rule) => explanation(rule),
            None => bail!("there is no rule `{topic}`; `tidings rules` lists them all"),
        },
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn topics() -> String {
    let mut text = String::from("severity  when to use info, warning, error and critical\n\n");
    for rule in rules::all() {
        writeln!(text, "{}  {}", rule.code, rule.name).expect("writing to a string");
    }
    text
}

fn explanation(rule: &Rule) -> String {
    let silenced = if rule.silenceable {
        format!(
            "\n\nAn event that is right as it is says so with `allow: [{}]`.",
            rule.name
        )
    } else {
        String::new()
    };
    format!(
        "# {} ({}, {})\n\n{}{silenced}\n",
        rule.name,
        rule.code,
        level(rule),
        rule.docs.trim()
    )
}
