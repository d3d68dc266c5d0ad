use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use tidings_catalog::diff::{Class, kinds};
use tidings_catalog::rules::{self, Rule};

use crate::commands::rules::level;

const SEVERITY: &str = include_str!("severity.md");

/// What stands above the list of kinds.
const CHANGES: &str = include_str!("changes.md");

#[derive(Debug, Args)]
pub struct Options {
    /// A rule's code (TD012) or name, a kind of change, `changes` or `severity`; without it, what there is to explain
    #[arg(value_name = "CODE|RULE|CHANGE|changes|severity")]
    topic: Option<String>,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let text = match options.topic.as_deref() {
        None => topics(),
        Some("severity") => SEVERITY.to_owned(),
        Some("changes") => changes(),
        Some(topic) => match (rules::find(topic), kinds::find(topic)) {
            (Some(rule), _) => explanation(rule),
            (None, Some(kind)) => format!("# {}\n\n{}", kind.name, kind.documentation()),
            (None, None) => bail!(
                "there is no rule or kind of change `{topic}`; `tidings explain` lists what there is to explain"
            ),
        },
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn topics() -> String {
    let mut text = String::from(
        "severity  when to use info, warning, error and critical\n\
         changes   whom changes of a catalog break\n\n",
    );
    for rule in rules::all() {
        writeln!(text, "{}  {}", rule.code, rule.name).expect("writing to a string");
    }
    text.push('\n');
    for kind in kinds::all() {
        writeln!(text, "{}", kind.name).expect("writing to a string");
    }
    text
}

/// A page of every kind of change.
fn changes() -> String {
    let mut page = String::from(CHANGES);
    page += "| kind | of | classes |\n|---|---|---|\n";
    for kind in kinds::all() {
        let classes = Class::ALL.into_iter().filter(|class| {
            let mut cases = kind.cases.iter();
            cases.any(|case| case.classes.contains(class))
        });
        let classes: Vec<_> = classes.map(Class::name).collect();
        let (name, classes) = (kind.name, classes.join(", "));
        writeln!(
            page,
            "| [`{name}`](#{name}) | {} | {classes} |",
            kind.summary
        )
        .expect("writing to a string");
    }
    for kind in kinds::all() {
        write!(page, "\n## {}\n\n{}", kind.name, kind.documentation())
            .expect("writing to a string");
    }
    page
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
