use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use tidings_catalog::diff::{self, Class, Comparison, Report, render};
use tidings_catalog::{Catalog, CheckOptions, Sources};

use crate::catalog_file;
use crate::compared::Side;
use crate::git::{NoSuchPath, Repository};

#[derive(Debug, Args)]
pub struct Options {
    /// The catalog as it was and as it is: paths, or `git:REV[:PATH]`; PATH begins at the repository's root, and is that of the other
    /// side unless given
    #[arg(required = true, num_args = 1..=2, value_names = ["BASE", "HEAD"])]
    catalogs: Vec<String>,
    /// Compare the one catalog with its state at every tag that matches, as `git:v*`
    #[arg(long, value_name = "git:PATTERN")]
    against_all: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit with 1 when there is a change of this class or a graver one: `source` is the gravest, then come `clients` and `message`
    #[arg(long, value_enum, default_value_t, value_name = "CLASS")]
    fail_on: FailOn,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A change with its places and whom it breaks, for people
    #[default]
    Human,
    /// For programs
    Json,
    /// A section of a changelog
    Markdown,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FailOn {
    /// What breaks code that calls generated code
    Source,
    /// And what breaks who reads names, severities, ids or properties
    #[default]
    Clients,
    /// And what breaks who reads the text
    Message,
    /// Nothing
    None,
}

impl FailOn {
    fn class(self) -> Option<Class> {
        match self {
            Self::Source => Some(Class::Source),
            Self::Clients => Some(Class::Clients),
            Self::Message => Some(Class::Message),
            Self::None => None,
        }
    }
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let (bases, head) = sides(options)?;
    let mut read = Vec::new();
    for base in &bases {
        match base.side.read(&head) {
            Ok(sources) => read.push((base.against.clone(), sources)),
            Err(error) => base.leave_out(error)?,
        }
    }
    if read.is_empty() {
        bail!("no tag that matches has the catalog");
    }
    let beside = bases.first().map_or(&head, |base| &base.side);
    let head_sources = head.read(beside)?;
    let Some(head) = checked(&head_sources, "HEAD")? else {
        return Ok(ExitCode::FAILURE);
    };
    let mut comparisons = Vec::new();
    for (against, base) in &read {
        let Some(catalog) = checked(base, "BASE")? else {
            return Ok(ExitCode::FAILURE);
        };
        comparisons.push(Comparison {
            against: against.clone(),
            base,
            changes: diff::diff(&catalog, &head),
        });
    }
    let report = Report {
        comparisons,
        head: &head_sources,
        fail_on: options.fail_on.class(),
    };
    show(&report, options.format)?;
    Ok(if report.fails() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// A catalog to compare with.
struct Base {
    /// What it is called, where there are several.
    against: Option<String>,
    side: Side,
}

impl Base {
    /// A release from before there was a catalog has nothing to compare with.
    fn leave_out(&self, error: anyhow::Error) -> Result<()> {
        match (&self.against, error.downcast_ref::<NoSuchPath>()) {
            (Some(tag), Some(missing)) => {
                anstream::eprintln!("{tag} is left out: it has no `{}`", missing.path);
                Ok(())
            }
            _ => Err(error),
        }
    }
}

fn sides(options: &Options) -> Result<(Vec<Base>, Side)> {
    match (options.catalogs.as_slice(), &options.against_all) {
        ([base, head], None) => {
            let side = Side::parse(base)?;
            let base = Base {
                against: None,
                side,
            };
            Ok((vec![base], Side::parse(head)?))
        }
        ([head], Some(pattern)) => {
            let head = Side::parse(head)?;
            Ok((tagged(pattern, &head)?, head))
        }
        (_, None) => {
            bail!("name two catalogs, BASE and HEAD; or one, and `--against-all 'git:v*'`")
        }
        (_, Some(_)) => bail!("with `--against-all`, name one catalog"),
    }
}

fn tagged(pattern: &str, head: &Side) -> Result<Vec<Base>> {
    let Some(tags) = pattern.strip_prefix("git:").filter(|tags| !tags.is_empty()) else {
        bail!("`--against-all {pattern}` names no tags; write it as `git:v*`");
    };
    let tags = Repository::at(&head.folder())?.tags(tags)?;
    if tags.is_empty() {
        bail!(
            "no tag matches `{pattern}`; `git tag` lists those that there are, of what was fetched"
        );
    }
    let base = |tag: String| Base {
        side: Side::tagged(&tag),
        against: Some(tag),
    };
    Ok(tags.into_iter().map(base).collect())
}

/// The catalog when it has no errors. Those of BASE hide what has changed, so they are told as well.
fn checked(sources: &Sources, side: &str) -> Result<Option<Catalog>> {
    // Nothing is generated, so names need not be fit for any language.
    let catalog = catalog_file::checked(sources, &CheckOptions::without_languages());
    if catalog.is_none() {
        let name = sources.name(tidings_catalog::FileId::default());
        let mut stderr = std::io::stderr().lock();
        writeln!(
            stderr,
            "{side}, `{name}`, has errors, so it cannot be compared"
        )?;
    }
    Ok(catalog)
}

fn show(report: &Report<'_>, format: Format) -> Result<()> {
    let text = match format {
        Format::Human => human(report),
        Format::Json => render::json(report) + "\n",
        Format::Markdown => render::markdown(report),
        Format::Github => render::github(report),
    };
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

/// The changes; how many there are of what goes to standard error.
fn human(report: &Report<'_>) -> String {
    let changes = report.changes().count();
    let summary = report.summary();
    let plural = if changes == 1 { "" } else { "s" };
    anstream::eprintln!(
        "{changes} change{plural}: {} source, {} clients, {} message, {} compatible",
        summary.source,
        summary.clients,
        summary.message,
        summary.compatible
    );
    render::human(report)
}
